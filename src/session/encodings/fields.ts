/** The fields of an untrusted object, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with named fields, and not an array or null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks field names: one sentence for each field that is missing or unknown. */
export function checkFieldNames(fields: Fields, expected: readonly string[]): string[] {
  const missing = expected.filter((name) => !Object.hasOwn(fields, name));
  const unknown = Object.keys(fields).filter((name) => !expected.includes(name));
  return [
    ...missing.map((name) => `The encoding needs the field '${name}': add it.`),
    ...unknown.map(
      (name) => `The encoding has an unknown field ${JSON.stringify(name)}: remove it.`,
    ),
  ];
}

/**
 * The range of `clip`. It is far within that of a double, so that no product overflows or
 * underflows.
 */
const LEAST_CLIP = 1e-100;
const GREATEST_CLIP = 1e100;

/** Checks a clip, which must be a number from 1e-100 to 1e100; one sentence if it is not. */
export function checkClip(clip: unknown): string[] {
  const sound = typeof clip === 'number' && clip >= LEAST_CLIP && clip <= GREATEST_CLIP;
  return sound
    ? []
    : [
        `'clip' must be a number from ${LEAST_CLIP} to ${GREATEST_CLIP}: ` +
          'set it to the greatest absolute value that a coordinate should keep.',
      ];
}
