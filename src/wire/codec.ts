import { decodeCbor, encodeCbor, type CborValue, type Reading } from './cbor.ts';
import { WireError } from './errors.ts';

/** How one piece of a message is written, and read back strictly. */
export interface Codec<T> {
  write(value: T): CborValue;
  /** @throws {@link WireError} `wrong-shape`, naming `at`, the place in the message. */
  read(value: unknown, at: string): T;
}

function wrongShape(at: string, wanted: string): never {
  throw new WireError('wrong-shape', `${at}: expected ${wanted}`);
}

/** A byte string of exactly `length` bytes. */
export function fixedBytes(length: number): Codec<Uint8Array> {
  return bytesBetween(length, length);
}

/** A byte string of `min` to `max` bytes. */
export function bytesBetween(min: number, max: number): Codec<Uint8Array> {
  return {
    write: (value) => value,
    read(value, at) {
      const fits = value instanceof Uint8Array && value.length >= min && value.length <= max;
      return fits ? value : wrongShape(at, `${min === max ? min : `${min} to ${max}`} bytes`);
    },
  };
}

/** An integer from `min` to `max`, both safe integers. */
export function integer(min: number, max: number): Codec<number> {
  return {
    write: (value) => value,
    read(value, at) {
      const fits =
        Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
      return fits ? (value as number) : wrongShape(at, `an integer from ${min} to ${max}`);
    },
  };
}

/** A finite number. Integral values travel as CBOR integers, as JavaScript has one kind of number. */
export const finiteNumber: Codec<number> = {
  write: (value) => value,
  read: (value, at) =>
    typeof value === 'number' && Number.isFinite(value) ? value : wrongShape(at, 'a finite number'),
};

/** Text of at most `max` UTF-16 units, well-formed. */
export function text(max: number): Codec<string> {
  return {
    write: (value) => value,
    read: (value, at) =>
      typeof value === 'string' && value.length <= max
        ? value
        : wrongShape(at, `text of at most ${max} characters`),
  };
}

/** One of a few fixed words. */
export function oneOf<const W extends string>(...words: readonly W[]): Codec<W> {
  return {
    write: (value) => value,
    read: (value, at) =>
      words.find((word) => word === value) ?? wrongShape(at, `one of ${words.join(', ')}`),
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Codec<T>, max: number): Codec<readonly T[]> {
  return {
    write: (values) => values.map((value) => item.write(value)),
    read(value, at) {
      if (!Array.isArray(value) || value.length > max) {
        return wrongShape(at, `a list of at most ${max} items`);
      }
      return value.map((entry, i) => item.read(entry, `${at}[${i}]`));
    },
  };
}

/** Named fields, written as a CBOR array in the order in which they are named here. */
export function struct<T extends object>(fields: {
  readonly [K in keyof T]: Codec<T[K]>;
}): Codec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    write: (value) => names.map((name) => fields[name].write(value[name])),
    read(value, at) {
      if (!Array.isArray(value) || value.length !== names.length) {
        return wrongShape(at, `the ${names.length} fields ${names.join(', ')}`);
      }
      const entries = names.map((name, i) => [name, fields[name].read(value[i], `${at}.${name}`)]);
      return Object.fromEntries(entries) as T;
    },
  };
}

/** The deterministic encoding of a value. */
export function toBytes<T>(codec: Codec<T>, value: T): Uint8Array {
  return encodeCbor(codec.write(value));
}

/**
 * The value that `bytes` encodes.
 *
 * @param name - what the bytes are, for the error's sentence
 * @throws {@link WireError}
 */
export function fromBytes<T>(
  codec: Codec<T>,
  bytes: Uint8Array,
  maxBytes: number,
  name: string,
  reading?: Reading,
): T {
  return codec.read(decodeCbor(bytes, maxBytes, reading), name);
}
