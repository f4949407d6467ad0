import { integer } from '../usage/arguments.ts';
import { tupleHashStream } from './tupleHash.ts';

/**
 * A source of randomness: returns `length` unpredictable bytes, in a fresh array. Everything in
 * the library that draws randomness takes one of these as an argument.
 */
export type RandomSource = (length: number) => Uint8Array;

/** The most that getRandomValues fills in one call (Web Cryptography API §10.1.1). */
const PIECE_BYTES = 65_536;

/** `new Uint8Array(NaN)` has no bytes, which would be no randomness. */
const count = integer(0, 2 ** 32);

/**
 * The platform's generator: the source to use for anything real. @throws UsageError for an invalid
 * length
 */
export const systemRandom: RandomSource = (length) => {
  const bytes = new Uint8Array(count(length, 'length'));
  for (let start = 0; start < length; start += PIECE_BYTES) {
    globalThis.crypto.getRandomValues(bytes.subarray(start, start + PIECE_BYTES));
  }
  return bytes;
};

/**
 * A deterministic source that anyone with the seed can repeat: TupleHashXOF256 of the seed, domain
 * "veilsum-1/seeded-random". For tests, for published vectors, and for a party that replays its own
 * state. The bytes do not depend on how the stream is split into calls.
 */
export function seededRandom(seed: Uint8Array): RandomSource {
  return tupleHashStream('veilsum-1/seeded-random', seed);
}
