import fc from 'fast-check';
import type { RandomSource } from '../../src/crypto/random.ts';
import {
  EncodingError,
  type EncodingErrorCode,
  type EncodingInput,
  MAX_BOUND,
} from '../../src/session/encodings/index.ts';

/** For encodings that draw nothing. */
export const noRandomness: RandomSource = () => {
  throw new Error('no randomness is needed here');
};

/** The code that an encoding refuses with. */
export function rejection(act: () => unknown): EncodingErrorCode | 'accepted' {
  try {
    act();
  } catch (error) {
    if (error instanceof EncodingError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** An input from a caller without types. */
export const untyped = (value: unknown): EncodingInput => value as EncodingInput;

/** What a session sums: coordinate by coordinate, exactly. */
export const sumOf = (vectors: readonly Int32Array[]): Float64Array =>
  Float64Array.from(vectors[0]!, (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0));

/** Bounds, the common and the greatest among them. */
export const bounds: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.constantFrom(32767, MAX_BOUND),
);

/** Magnitudes at which real values are cut off. */
export const clips: fc.Arbitrary<number> = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
