/**
 * Encodings: from participants' values to the bounded integers that the protocol sums, and from the
 * sum back to values. Decoding is arithmetic on doubles in a fixed order, so that everyone who
 * decodes a sum gets the same bits.
 */
import type { RandomSource } from '../../crypto/random.ts';
import { requireEncoding, type Encoding } from './check.ts';
import { EncodingError } from './errors.ts';
import { decodeFixedPoint, encodeFixedPoint } from './fixedPoint.ts';
import { decodeInteger, encodeInteger } from './integer.ts';
import { MAX_BOUND, type EncodingShape } from './shape.ts';
import { requireSum } from './sum.ts';
import type { NumericVector } from './vector.ts';
import { decodeWeightedMean, encodeWeightedMean, type WeightedInput } from './weightedMean.ts';

export { checkEncoding, requireEncoding, type Encoding } from './check.ts';
export { EncodingError, type EncodingErrorCode } from './errors.ts';
export type { FixedPointEncoding } from './fixedPoint.ts';
export type { IntegerEncoding } from './integer.ts';
export { MAX_BOUND, type EncodingShape } from './shape.ts';
export type { NumericVector } from './vector.ts';
export type { WeightedInput, WeightedMeanEncoding } from './weightedMean.ts';

/** What a participant encodes: a vector, or for a weighted mean a vector with its weight. */
export type EncodingInput = NumericVector | WeightedInput;

/**
 * Encodes one participant's input as the vector that it commits to and masks.
 *
 * @param encoding - the session's encoding
 * @param shape - length d and bound B of the session's vectors
 * @param input - {@link rawLength} finite numbers, with a weight for a weighted mean; −0 counts as
 *   0
 * @param random - randomness for rounding, 4 bytes for each fraction; not used for integers
 * @returns d integers within ±B. For floating-point values, their expectation is the scaled,
 *   clipped value: rounding has no bias beyond the arithmetic of doubles
 * @throws EncodingError naming the first index at fault, but never its value
 *
 * @example
 * ```ts
 * encodeInput({ kind: 'integer' }, { length: 3, bound: 10 }, [1, -2, 10], random); // Int32Array(3) [ 1, -2, 10 ]
 * ```
 */
export function encodeInput(
  encoding: Encoding,
  shape: EncodingShape,
  input: EncodingInput,
  random: RandomSource,
): Int32Array {
  const checked = requireEncoding(encoding, shape);
  if (typeof (random as unknown) !== 'function') {
    throw new EncodingError(
      'bad-randomness',
      'random: expected a source of randomness: pass systemRandom.',
    );
  }
  switch (checked.kind) {
    case 'integer':
      return encodeInteger(shape, input);
    case 'fixed-point':
      return encodeFixedPoint(checked, shape, input, random);
    case 'weighted-mean':
      return encodeWeightedMean(checked, shape, input, random);
  }
}

/**
 * Decodes a verified sum.
 *
 * @param encoding - the session's encoding
 * @param shape - length d and bound B of the session's vectors
 * @param sum - the coordinates of the sum: d integers
 * @param participants - number of vectors in the sum, at least 1
 * @returns {@link rawLength} numbers: exact sums for integers; the sum or mean of the clipped
 *   values in fixed point; the weighted mean Σ wx / Σ w. Rounding adds an error with a standard
 *   deviation of at most clip / (2B√participants) to each coordinate of a fixed-point mean
 * @throws EncodingError `bad-sum` or `bad-weight-sum`
 *
 * @example
 * ```ts
 * const mean = { kind: 'fixed-point', clip: 1, average: 'mean' } as const;
 * decodeSum(mean, { length: 2, bound: 100 }, Float64Array.of(100, -50), 2); // Float64Array(2) [ 0.5, -0.25 ]
 * ```
 */
export function decodeSum(
  encoding: Encoding,
  shape: EncodingShape,
  sum: Float64Array,
  participants: number,
): Float64Array {
  const checked = requireEncoding(encoding, shape);
  const coordinates = requireSum(shape, sum, participants);
  switch (checked.kind) {
    case 'integer':
      return decodeInteger(coordinates);
    case 'fixed-point':
      return decodeFixedPoint(checked, shape, coordinates, participants);
    case 'weighted-mean':
      return decodeWeightedMean(checked, shape, coordinates, participants);
  }
}

/**
 * Number of values that a participant supplies, and that a sum decodes to, for vectors of `length`
 * coordinates: one less for a weighted mean, otherwise the same.
 *
 * @param encoding - the session's encoding
 * @param length - d
 * @throws EncodingError `bad-encoding` for an invalid encoding or length
 *
 * @example
 * ```ts
 * rawLength({ kind: 'weighted-mean', clip: 1, maxWeight: 100 }, 7851); // 7850
 * ```
 */
export function rawLength(encoding: Encoding, length: number): number {
  // A bound that every encoding allows; the result does not depend on it.
  const checked = requireEncoding(encoding, { length, bound: MAX_BOUND });
  return checked.kind === 'weighted-mean' ? length - 1 : length;
}
