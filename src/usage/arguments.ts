/**
 * Readers of arguments: what callers pass to the library's public functions is validated once, on
 * entry, and invalid values are rejected with a sentence that names them. TypeScript catches most
 * of this; callers without types, and values from a file, are caught here. An option that is only
 * compared with `undefined` would let them through.
 */
import { UsageError } from './usageError.ts';
import { bytesIn, int32In, typedArrayKind } from './typedArrays.ts';

/**
 * Reads one argument.
 *
 * @param at - Its path, as a caller would write it, such as `policy.proofs.kind`; empty for a
 *   function's only argument.
 * @throws UsageError `wrong-input` if it is not valid
 */
export type Argument<T> = (value: unknown, at: string) => T;

/**
 * Rejects a value.
 *
 * @param wanted - What was expected instead.
 * @throws UsageError `wrong-input`, always
 */
export function refuseArgument(at: string, wanted: string, value: unknown): never {
  throw new UsageError('wrong-input', `${at}: expected ${wanted}, not ${described(value)}`);
}

/** Describes the kind of a value, never its contents, which may be secret. */
function described(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const kind = typedArrayKind(value);
  if (kind !== undefined) return `${kind} of ${(value as Uint8Array).length}`;
  if ('then' in value && typeof value.then === 'function') return 'a promise; await it first';
  return 'an object';
}

/**
 * From `least` to `most` bytes: a Uint8Array, a Buffer or an ArrayBuffer of any realm. They are not
 * copied.
 */
export function bytes(least = 0, most: number = Number.MAX_SAFE_INTEGER): Argument<Uint8Array> {
  const sized = least === most ? `${least} bytes` : least > 0 ? `at least ${least} bytes` : 'bytes';
  const wanted = `${sized} (a Uint8Array or an ArrayBuffer)`;
  return (value, at) => {
    const found = bytesIn(value);
    if (found && found.length >= least && found.length <= most) return found;
    if (typeof value === 'string') {
      throw new UsageError(
        'wrong-input',
        `${at}: expected ${wanted}, not text; turn hexadecimal digits into bytes with fromHex`,
      );
    }
    return refuseArgument(at, wanted, value);
  };
}

/** A digest or a key: 32 bytes. */
export const bytes32: Argument<Uint8Array> = bytes(32, 32);

/** Integer coordinates: an Int32Array of any realm. */
export const int32s: Argument<Int32Array> = (value, at) =>
  int32In(value) ?? refuseArgument(at, 'an Int32Array', value);

/**
 * An array or a typed array of numbers, of any realm. The function that uses them checks the
 * values.
 */
export const numbers: Argument<ArrayLike<number>> = (value, at) =>
  Array.isArray(value) || typedArrayKind(value) !== undefined
    ? (value as ArrayLike<number>)
    : refuseArgument(at, 'an array of numbers', value);

/** An integer from `least` to `most`. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Argument<number> {
  const wanted =
    most === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${least}`
      : `an integer from ${least} to ${most}`;
  return (value, at) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : refuseArgument(at, wanted, value);
}

/** A finite number above 0. */
export const positive: Argument<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
    ? value
    : refuseArgument(at, 'a number above 0', value);

/** Text of `least` to `most` UTF-16 code units. */
export function text(least: number, most: number): Argument<string> {
  return (value, at) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? value
      : refuseArgument(at, `text of ${least} to ${most} characters`, value);
}

/** 32 bytes as 64 hexadecimal digits. */
export const hex32: Argument<string> = (value, at) =>
  typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value)
    ? value
    : refuseArgument(at, '64 hexadecimal digits', value);

/** `true` or `false`. */
export const truth: Argument<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuseArgument(at, 'true or false', value);

/** One of a few words. */
export function word<const W extends string>(...words: readonly W[]): Argument<W> {
  const wanted = words.map((known) => `'${known}'`).join(' or ');
  return (value, at) => {
    const found = words.find((known) => known === value);
    if (found !== undefined) return found;
    if (typeof value !== 'string') return refuseArgument(at, wanted, value);
    throw new UsageError('wrong-input', `${at}: expected ${wanted}, not ${quoted(value)}`);
  };
}

/** A function. The code that calls it checks its results. */
export function callable<F>(what = 'a function'): Argument<F> {
  return (value, at) =>
    typeof value === 'function' ? (value as F) : refuseArgument(at, what, value);
}

/**
 * An object of another module, recognised by its methods and passed on unchanged. Its class is not
 * checked, because several copies of the package may be loaded.
 *
 * @param what - What it is, and how to get one.
 * @param methods - Methods that it must have.
 * @param checks - Further conditions.
 */
export function having<T>(
  what: string,
  methods: readonly (keyof T & string)[],
  ...checks: readonly ((value: T) => boolean)[]
): Argument<T> {
  return (value, at) => {
    const found = value as T;
    const isObject = typeof value === 'object' && value !== null;
    const fits =
      isObject &&
      methods.every((name) => typeof found[name] === 'function') &&
      checks.every((check) => check(found));
    return fits ? found : refuseArgument(at, what, value);
  };
}

/** An array of at most `most` items. */
export function listOf<T>(item: Argument<T>, most: number): Argument<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > most) {
      return refuseArgument(at, `an array of at most ${most}`, value);
    }
    return Array.from(value as readonly unknown[], (entry, i) => item(entry, `${at}[${i}]`));
  };
}

/** An optional value. `null` does not count as omitted: it is rejected like any other value. */
export function optional<T>(argument: Argument<T>): Argument<T | undefined> {
  return (value, at) => (value === undefined ? undefined : argument(value, at));
}

/** A reader for each field of an object. If one is missing, it does not compile. */
export type Fields<T extends object> = { readonly [K in keyof T]-?: Argument<T[K]> };

/**
 * An object with these fields and no others, because a misspelt name would otherwise drop an option
 * silently.
 */
export function strictObject<T extends object>(fields: Fields<T>): Argument<T> {
  const names = Object.keys(fields);
  return (value, at) => {
    const problems = unknownFields(value, at, names);
    const found = readFields(fields, value, at, problems);
    if (problems.length > 0) throw new UsageError('wrong-input', problems.join('; '));
    return found;
  };
}

/** These fields of an object, which may have others: for parts of a larger object. */
export function part<T extends object>(fields: Fields<T>): Argument<T> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null) return refuseArgument(at, 'an object', value);
    const problems: string[] = [];
    const found = readFields(fields, value, at, problems);
    if (problems.length > 0) throw new UsageError('wrong-input', problems.join('; '));
    return found;
  };
}

/** An object of one of several kinds, distinguished by the word in one of its fields. */
export function oneOfKinds<Tag extends string, T extends { readonly [K in Tag]: string }>(
  tag: Tag,
  kinds: { readonly [K in T[Tag]]: Argument<Extract<T, { readonly [L in Tag]: K }>> },
): Argument<T> {
  const kind = word(...(Object.keys(kinds) as T[Tag][]));
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuseArgument(at, `an object with a field ${tag}`, value);
    }
    return kinds[kind((value as T)[tag], placeIn(at, tag))](value, at);
  };
}

function unknownFields(value: unknown, at: string, names: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuseArgument(at === '' ? 'options' : at, 'an object', value);
  }
  return Object.keys(value)
    .filter((name) => !names.includes(name))
    .map(
      (name) =>
        `${at === '' ? '' : `${at}: `}there is no option ${quoted(name)}; there are ${names.join(', ')}`,
    );
}

/** Reads every field, so that all problems are reported at once. */
function readFields<T extends object>(
  fields: Fields<T>,
  value: unknown,
  at: string,
  problems: string[],
): T {
  const found: [string, unknown][] = [];
  for (const [name, argument] of Object.entries<Argument<unknown>>(fields)) {
    try {
      const read = argument((value as Readonly<Record<string, unknown>>)[name], placeIn(at, name));
      if (read !== undefined) found.push([name, read]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
    }
  }
  return Object.fromEntries(found) as T;
}

function placeIn(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/**
 * Quotes untrusted text so that it is safe to print: at most 40 characters, all printable ASCII.
 */
function quoted(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name).replace(
    /[^\x20-\x7e]/g,
    '?',
  );
}
