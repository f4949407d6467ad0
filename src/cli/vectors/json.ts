import { InputFileError } from './inputFileError.ts';
import { jsonFault } from './jsonFault.ts';
import { MAX_VALUES } from './limits.ts';
import { decodeText } from './text.ts';
import type { VectorFile } from './vector.ts';

const FORMS = '[1, 2, 3] or {"values": [1, 2, 3], "weight": 10}';

/** An array of numbers, or an object with `values` and, for a weighted mean, `weight`. */
export function parseJson(path: string, bytes: Uint8Array): VectorFile {
  const text = decodeText(path, bytes);
  const content = parse(path, text);
  if (Array.isArray(content)) return vectorOf(path, content);
  if (typeof content !== 'object' || content === null) {
    throw new InputFileError(path, `is neither an array nor an object: write ${FORMS}.`);
  }
  return weightedOf(path, text, content as Readonly<Record<string, unknown>>);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own error, not even as the cause: it quotes the file, which is private.
    const { place, index, word } = jsonFault(text);
    if (word === undefined) {
      throw new InputFileError(path, `is not valid JSON, at ${place}: write ${FORMS}.`);
    }
    const where =
      index === undefined ? `what is at ${place}` : `the value at index ${index} (${place})`;
    throw new InputFileError(
      path,
      `${where} is ${word}, which JSON cannot express and nobody can sum: find out where it came from.`,
    );
  }
}

function weightedOf(
  path: string,
  text: string,
  fields: Readonly<Record<string, unknown>>,
): VectorFile {
  const names = Object.keys(fields);
  refuseTypedArray(path, names);
  const unknown = names.find((name) => name !== 'values' && name !== 'weight');
  if (unknown !== undefined) {
    throw new InputFileError(
      path,
      `has the unknown field ${JSON.stringify(unknown)}: keep only 'values' and 'weight'.`,
    );
  }
  const vector = vectorOf(path, fields['values']);
  const weight = names.includes('weight') ? requireWeight(path, fields['weight']) : undefined;
  // Of a name that is repeated the parser drops all but the last. The names are the only strings by now, so
  // one that was dropped shows in the number of quotes.
  if (text.split('"').length - 1 !== 2 * names.length) {
    throw new InputFileError(path, 'gives a field twice: keep one of them.');
  }
  return weight === undefined ? vector : { ...vector, weight };
}

/** A typed array, as JSON.stringify writes it: an object whose names are the indices. */
function refuseTypedArray(path: string, names: readonly string[]): void {
  if (names.length === 0 || !names.every((name, i) => name === String(i))) return;
  throw new InputFileError(
    path,
    'is a typed array as JSON.stringify writes it, {"0": …}: write JSON.stringify(Array.from(array)).',
  );
}

function requireWeight(path: string, weight: unknown): number {
  if (!Number.isSafeInteger(weight) || (weight as number) < 1) {
    throw new InputFileError(path, "'weight' must be an integer of at least 1: scale the weights.");
  }
  return weight as number;
}

function vectorOf(path: string, array: unknown): VectorFile {
  if (!Array.isArray(array)) {
    if (typeof array === 'object' && array !== null) refuseTypedArray(path, Object.keys(array));
    throw new InputFileError(path, `has no array of numbers under 'values': write ${FORMS}.`);
  }
  if (array.length === 0) throw new InputFileError(path, 'holds no values: give at least one.');
  if (array.length > MAX_VALUES) {
    throw new InputFileError(path, `holds more than ${MAX_VALUES} values: shorten the vector.`);
  }
  const wrong = array.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new InputFileError(
      path,
      `the value at index ${wrong} is ${whatIs(array[wrong])}: write only finite numbers, in one flat array.`,
    );
  }
  const values = Float64Array.from(array as number[]);
  return { values, integer: values.every(Number.isSafeInteger), shape: [values.length] };
}

/** What is no finite number; never its value. */
function whatIs(value: unknown): string {
  if (typeof value === 'number') return 'too large for a double';
  if (typeof value === 'string') return 'text in quotes';
  if (value === null) return 'null, as JSON.stringify writes NaN and infinity';
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'boolean'
      ? 'a truth value'
      : 'an object';
}
