import { type CborValue, encodeCbor, FLOAT_BYTES, headSize, MAJOR } from './cbor.ts';
import { CborReader, type Reading } from './cborReader.ts';
import { WireError } from './errors.ts';

/** Encoding and strict decoding of one part of a message. */
export interface Codec<T> {
  /** Maximum size of an encoded value in bytes. Known before anything is decoded. */
  readonly maxBytes: number;
  write(value: T): CborValue;
  /**
   * Decodes the next item. Byte strings in the value are views into the input.
   *
   * @throws {@link WireError} `not-canonical` or `wrong-shape`, with the place in the message
   */
  read(reader: CborReader): T;
}

/** A byte string of exactly `length` bytes. */
export function fixedBytes(length: number): Codec<Uint8Array> {
  return bytesBetween(length, length);
}

/** A byte string of `min` to `max` bytes. */
export function bytesBetween(min: number, max: number): Codec<Uint8Array> {
  return {
    maxBytes: headSize(max) + max,
    write: (value) => value,
    read: (reader) => reader.bytes(min, max),
  };
}

/** An integer from `min` to `max`, both safe integers. */
export function integer(min: number, max: number): Codec<number> {
  return {
    // −1 − n has the head of n (RFC 8949 §3.1).
    maxBytes: Math.max(headSize(Math.max(max, 0)), headSize(Math.max(-1 - min, 0))),
    write: (value) => value,
    read: (reader) => reader.integer(min, max),
  };
}

/** A finite number, always encoded as a 64-bit float. */
export const float64: Codec<number> = {
  maxBytes: FLOAT_BYTES,
  write: (value) => ({ float: value }),
  read: (reader) => reader.float64(),
};

/** Valid text of at most `max` UTF-16 code units. */
export function text(max: number): Codec<string> {
  // A UTF-16 code unit takes at most 3 bytes of UTF-8; a surrogate pair takes 4.
  return {
    maxBytes: headSize(3 * max) + 3 * max,
    write: (value) => value,
    read: (reader) => reader.text(max),
  };
}

/** One of a few fixed words. */
export function oneOf<const W extends string>(...words: readonly W[]): Codec<W> {
  const longest = Math.max(...words.map((word) => word.length));
  return {
    maxBytes: headSize(longest) + longest,
    write: (value) => value,
    read(reader) {
      const found = reader.major() === MAJOR.text ? reader.text(longest) : undefined;
      return (
        words.find((word) => word === found) ?? reader.wrongShape(`one of ${words.join(', ')}`)
      );
    },
  };
}

/** A list of `min` to `max` items. */
export function list<T>(item: Codec<T>, max: number, min = 0): Codec<readonly T[]> {
  return {
    maxBytes: headSize(max) + max * item.maxBytes,
    write: (values) => values.map((value) => item.write(value)),
    read(reader) {
      const count = reader.list(min, max);
      const values: T[] = [];
      for (let i = 0; i < count; i++) {
        reader.enter(i);
        values.push(item.read(reader));
        reader.leave();
      }
      return values;
    },
  };
}

/** A value that may be absent: a list of the value, or an empty list. */
export function optionalItem<T>(item: Codec<T>): Codec<T | undefined> {
  const items = list(item, 1);
  return {
    maxBytes: items.maxBytes,
    write: (value) => items.write(value === undefined ? [] : [value]),
    read: (reader) => items.read(reader)[0],
  };
}

/** Named fields, written as a CBOR array in the order given here. */
export function struct<T extends object>(fields: {
  readonly [K in keyof T]: Codec<T[K]>;
}): Codec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const wanted = `the ${names.length} fields ${names.join(', ')}`;
  return {
    maxBytes: names.reduce((sum, name) => sum + fields[name].maxBytes, headSize(names.length)),
    write: (value) => names.map((name) => fields[name].write(value[name])),
    read(reader) {
      reader.list(names.length, names.length, wanted);
      const value: Partial<T> = {};
      for (const name of names) {
        reader.enter(name);
        value[name] = fields[name].read(reader);
        reader.leave();
      }
      return value as T;
    },
  };
}

/**
 * A value as a byte string that contains its encoding, so that parties can forward it without
 * decoding it.
 */
export function nested<T>(codec: Codec<T>, name: string): Codec<T> {
  const outer = bytesBetween(1, codec.maxBytes);
  return {
    maxBytes: outer.maxBytes,
    write: (value) => toBytes(codec, value),
    read: (reader) => fromBytes(codec, outer.read(reader), codec.maxBytes, name, reader.reading),
  };
}

/**
 * One of several structures, each of which begins with a word that identifies it.
 *
 * @param tag - the name of that first field
 */
export function variant<Tag extends string, T extends Readonly<Record<Tag, string>>>(
  tag: Tag,
  codecs: { readonly [K in T[Tag]]: Codec<Extract<T, Readonly<Record<Tag, K>>>> },
): Codec<T> {
  const known = codecs as Readonly<Record<string, Codec<T>>>;
  return {
    maxBytes: Math.max(...Object.values(known).map(({ maxBytes }) => maxBytes)),
    write: (value) => known[value[tag]]!.write(value),
    read(reader) {
      const kind = reader.kind();
      if (kind === undefined || !Object.hasOwn(known, kind)) {
        return reader.wrongShape(`one of the kinds ${Object.keys(known).join(', ')}`);
      }
      return known[kind]!.read(reader);
    },
  };
}

/** Encodes a value deterministically. */
export function toBytes<T>(codec: Codec<T>, value: T): Uint8Array {
  return encodeCbor(codec.write(value));
}

/**
 * Decodes a value. Byte strings in it are views into `bytes`: copy those that must outlive it.
 *
 * @param maxBytes - the maximum length of `bytes`
 * @param name - what the bytes are, for error messages
 * @throws {@link WireError} `too-large` if there are more than `maxBytes`, before anything is
 *   decoded
 * @throws {@link WireError} `not-canonical` if the bytes are not the deterministic encoding of one
 *   value, with none left over
 * @throws {@link WireError} `wrong-shape` if the value does not match the codec
 */
export function fromBytes<T>(
  codec: Pick<Codec<T>, 'read'>,
  bytes: Uint8Array,
  maxBytes: number,
  name: string,
  reading?: Reading,
): T {
  if (bytes.length > maxBytes) {
    throw new WireError('too-large', `${bytes.length} bytes where at most ${maxBytes} are allowed`);
  }
  const reader = new CborReader(bytes, name, reading);
  const value = codec.read(reader);
  reader.end();
  return value;
}
