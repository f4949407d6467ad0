import { integer } from '../usage/arguments.ts';
import { tupleHashStream } from './tupleHash.ts';

/**
 * A source of randomness: returns `length` unpredictable bytes in a new array. Every function of
 * the library that draws randomness takes one as an argument.
 */
export type RandomSource = (length: number) => Uint8Array;

/** Maximum that getRandomValues fills in one call (Web Cryptography API §10.1.1). */
const PIECE_BYTES = 65_536;

/** Rejects NaN in particular: `new Uint8Array(NaN)` is empty. */
const count = integer(0, 2 ** 32);

/**
 * The platform's cryptographic generator: the source to use in production.
 *
 * @throws UsageError `wrong-input` if the length is not an integer from 0 to 2^32
 */
export const systemRandom: RandomSource = (length) => {
  const bytes = new Uint8Array(count(length, 'length'));
  for (let start = 0; start < length; start += PIECE_BYTES) {
    globalThis.crypto.getRandomValues(bytes.subarray(start, start + PIECE_BYTES));
  }
  return bytes;
};

/**
 * A deterministic source: TupleHashXOF256 of the seed, with customization
 * "veilsum-1/seeded-random". For tests, published test vectors, and parties that replay their own
 * state; anyone who knows the seed can predict it. The bytes do not depend on how the stream is
 * split into calls.
 */
export function seededRandom(seed: Uint8Array): RandomSource {
  return tupleHashStream('veilsum-1/seeded-random', seed);
}
