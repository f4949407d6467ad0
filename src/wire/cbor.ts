import { decode, encode, Tokenizer, type DecodeOptions } from 'cborg';
import { equalBytes } from '../crypto/tupleHash.ts';
import { WireError } from './errors.ts';

/**
 * Deterministic CBOR (RFC 8949 §4.2), as far as veilsum uses it: arrays of definite length, byte strings,
 * text, integers, and floats where a number is not an integer. `null` can be written, to show that it is refused.
 */
export type CborValue = string | number | Uint8Array | null | readonly CborValue[];

/** Arrays in arrays deeper than this are refused: no message needs them, and a decoder recurses. */
const MAX_DEPTH = 8;

/** What CBOR has beside these, and no message. */
const REFUSED: readonly string[] = ['map', 'tag', 'null', 'true', 'false', 'undefined'];

const OPTIONS: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};

/** Which encodings of a value are read: the deterministic one, or, for the attack suite alone, any. */
export type Reading = 'canonical' | 'lenient';

/** Encodes a value deterministically: one value, one encoding, in memory of its own. */
export function encodeCbor(value: CborValue): Uint8Array {
  // cborg hands out pieces of shared buffers, and in Node a Buffer at times, whose `slice` is no copy.
  return new Uint8Array(encode(value));
}

/**
 * Decodes the one value that `bytes` holds.
 *
 * @throws {@link WireError} `too-large` over `maxBytes`; `not-canonical` for anything but the deterministic
 *   encoding of one value, with no byte left over.
 */
export function decodeCbor(
  bytes: Uint8Array,
  maxBytes: number,
  reading: Reading = 'canonical',
): unknown {
  if (bytes.length > maxBytes) {
    throw new WireError('too-large', `${bytes.length} bytes where at most ${maxBytes} are allowed`);
  }
  let value: unknown;
  let again: Uint8Array;
  try {
    const options = { ...OPTIONS, strict: reading === 'canonical' };
    value = decode(bytes, { ...options, tokenizer: new ShallowTokenizer(bytes, options) });
    again = encode(value);
  } catch (error) {
    throw new WireError('not-canonical', `not a valid encoding: ${(error as Error).message}`);
  }
  // cborg's strictness covers lengths and indefinite forms; comparing covers every other freedom that CBOR leaves.
  if (reading === 'lenient') return value;
  if (!equalBytes(again, bytes)) {
    throw new WireError('not-canonical', 'not the deterministic encoding of its value');
  }
  return value;
}

/** Counts open arrays while cborg reads, so that nesting is refused before it is followed. */
class ShallowTokenizer extends Tokenizer {
  readonly #open: number[] = [];

  override next(): ReturnType<Tokenizer['next']> {
    const token = super.next();
    if (REFUSED.includes(token.type.name)) throw new Error(`no place for ${token.type.name} here`);
    while (this.#open.at(-1) === 0) this.#open.pop();
    if (this.#open.length > 0) this.#open[this.#open.length - 1]! -= 1;
    if (token.type.name === 'array') {
      if (this.#open.length >= MAX_DEPTH) throw new Error(`nested deeper than ${MAX_DEPTH}`);
      this.#open.push(token.value as number);
    }
    return token;
  }
}
