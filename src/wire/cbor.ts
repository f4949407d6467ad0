import { WireError } from './errors.ts';

/**
 * The subset of deterministic CBOR (RFC 8949 §4.2) used in messages: definite-length arrays, byte
 * strings, text, integers within ±(2^53 − 1), and 64-bit floats. `CborReader` decodes it.
 */
export type CborValue = string | number | Uint8Array | CborFloat | readonly CborValue[];

/** A number that is always encoded as a float. */
export interface CborFloat {
  readonly float: number;
}

/** The major types (RFC 8949 §3.1) that messages contain. */
export const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, other: 7 } as const;

/** The initial byte of a 64-bit float. */
export const FLOAT64_HEAD: number = (MAJOR.other << 5) | 27;

/** Size of an encoded float in bytes. */
export const FLOAT_BYTES = 9;

/** The additional information in the initial byte, by the size of the head in bytes. */
const INFO_OF_SIZE: Readonly<Record<number, number>> = { 2: 24, 3: 25, 5: 26, 9: 27 };

/**
 * Encodes a value deterministically. A number that is not an integer within ±(2^53 − 1) is encoded
 * as a float. The size is computed first, so that memory is allocated once.
 *
 * @throws {@link WireError} `wrong-shape` for a value that has no encoding, from callers without
 *   types
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const bytes = new Uint8Array(sizeOf(value));
  new Writer(bytes).write(value);
  return bytes;
}

/**
 * The size of an encoded value in bytes.
 *
 * @throws {@link WireError} `wrong-shape` for a value that has no encoding, from callers without
 *   types
 */
export function sizeOf(value: CborValue): number {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? headSize(argumentOf(value)) : FLOAT_BYTES;
  }
  if (typeof value === 'string') return sizeOf(utf8(value));
  if (value instanceof Uint8Array) return headSize(value.length) + value.length;
  if (isList(value)) {
    return value.reduce((sum: number, item) => sum + sizeOf(item), headSize(value.length));
  }
  const other: unknown = value;
  if (typeof (other as Partial<CborFloat> | null | undefined)?.float === 'number') {
    return FLOAT_BYTES;
  }
  const what = other === null ? 'null' : `a value of type ${typeof other}`;
  throw new WireError('wrong-shape', `a message cannot hold ${what}`);
}

/** Size of a head with this argument, in bytes (RFC 8949 §3). */
export function headSize(argument: number): number {
  if (argument < 24) return 1;
  if (argument < 2 ** 8) return 2;
  if (argument < 2 ** 16) return 3;
  return argument < 2 ** 32 ? 5 : 9;
}

/** The head of an encoded list of `count` items, which follow it. */
export function listHead(count: number): Uint8Array {
  return headOf(MAJOR.list, count);
}

/** The head of an encoded byte string of `length` bytes, which follow it. */
export function bytesHead(length: number): Uint8Array {
  return headOf(MAJOR.bytes, length);
}

function headOf(major: number, argument: number): Uint8Array {
  const bytes = new Uint8Array(headSize(argument));
  new Writer(bytes).head(major, argument);
  return bytes;
}

function argumentOf(integer: number): number {
  return integer < 0 ? -1 - integer : integer;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}

class Writer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  write(value: CborValue): void {
    if (typeof value === 'number') {
      if (Number.isSafeInteger(value)) {
        this.head(value < 0 ? MAJOR.negative : MAJOR.unsigned, argumentOf(value));
      } else this.#float64(value);
    } else if (typeof value === 'string') {
      this.#string(MAJOR.text, utf8(value));
    } else if (value instanceof Uint8Array) {
      this.#string(MAJOR.bytes, value);
    } else if (isList(value)) {
      this.head(MAJOR.list, value.length);
      for (const item of value) this.write(item);
    } else {
      this.#float64(value.float);
    }
  }

  #float64(value: number): void {
    this.#bytes[this.#at] = FLOAT64_HEAD;
    this.#view.setFloat64(this.#at + 1, value);
    this.#at += FLOAT_BYTES;
  }

  #string(major: number, bytes: Uint8Array): void {
    this.head(major, bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  head(major: number, argument: number): void {
    const size = headSize(argument);
    const at = this.#at;
    this.#at += size;
    this.#bytes[at] = (major << 5) | (size === 1 ? argument : INFO_OF_SIZE[size]!);
    if (size === 2) this.#view.setUint8(at + 1, argument);
    else if (size === 3) this.#view.setUint16(at + 1, argument);
    else if (size === 5) this.#view.setUint32(at + 1, argument);
    else if (size === 9) this.#view.setBigUint64(at + 1, BigInt(argument));
  }
}
