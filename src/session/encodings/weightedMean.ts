import type { RandomSource } from '../../crypto/random.ts';
import { EncodingError } from './errors.ts';
import { checkClip, checkFieldNames, isFields, type Fields } from './fields.ts';
import { partOfClip } from './fixedPoint.ts';
import type { EncodingShape } from './shape.ts';
import { stochasticRounder } from './stochasticRounding.ts';
import { finiteAt, requireVector, type NumericVector } from './vector.ts';

/**
 * Floating-point vectors, each with a weight, such as the number of examples that it was trained
 * on. The last of the d coordinates is the weight itself, so weights are summed and verified with
 * the rest; the others are weight · value, with B / (clip · maxWeight) steps to the unit, rounded
 * stochastically.
 *
 * Nothing enforces that a participant's coordinates fit its weight. Within the bound B, a dishonest
 * participant can shift the mean as much as an honest one of weight `maxWeight`.
 */
export interface WeightedMeanEncoding {
  readonly kind: 'weighted-mean';
  /** Values are clipped to ±clip. In the unit of the values. */
  readonly clip: number;
  /** The greatest weight: an integer from 1 to the session's bound. */
  readonly maxWeight: number;
}

/** A participant's input to a weighted mean. */
export interface WeightedInput {
  /** d − 1 finite numbers. */
  readonly values: NumericVector;
  /** An integer from 1 to the encoding's `maxWeight`. */
  readonly weight: number;
}

/** Checks the fields of a weighted-mean encoding: one sentence for each problem. */
export function checkWeightedMean(fields: Fields, { length, bound }: EncodingShape): string[] {
  const problems = checkFieldNames(fields, ['kind', 'clip', 'maxWeight']);
  if (Object.hasOwn(fields, 'clip')) problems.push(...checkClip(fields['clip']));
  if (Object.hasOwn(fields, 'maxWeight') && !isIntegerFrom1To(fields['maxWeight'], bound)) {
    problems.push(
      `'maxWeight' must be an integer from 1 to the session's bound of ${bound}: ` +
        'lower it, or raise the bound.',
    );
  }
  if (length < 2) {
    problems.push(
      'A weighted mean needs vectors of at least 2 coordinates, the last of which carries the weight: ' +
        'raise the length.',
    );
  }
  return problems;
}

function isIntegerFrom1To(value: unknown, greatest: number): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= greatest;
}

/**
 * Encodes d − 1 weighted values, each clipped, scaled and stochastically rounded, then the weight.
 */
export function encodeWeightedMean(
  { clip, maxWeight }: WeightedMeanEncoding,
  { length, bound }: EncodingShape,
  input: unknown,
  random: RandomSource,
): Int32Array {
  const { values, weight } = requireWeighted(input, length, maxWeight);
  const round = stochasticRounder(random, length - 1);
  const share = weight / maxWeight;
  const encoded = new Int32Array(length);
  for (let i = 0; i < length - 1; i++) {
    // Both factors are within ±1, so the product with B never exceeds B.
    encoded[i] = round(share * partOfClip(finiteAt(values, i), clip) * bound);
  }
  encoded[length - 1] = weight;
  return encoded;
}

function requireWeighted(input: unknown, length: number, maxWeight: number): WeightedInput {
  if (!isFields(input) || !Object.hasOwn(input, 'values') || !Object.hasOwn(input, 'weight')) {
    throw new EncodingError(
      'wrong-input',
      'A weighted mean takes { values, weight }: pass the vector together with its weight.',
    );
  }
  const values = requireVector(input['values'], length - 1);
  const weight = input['weight'];
  if (!isIntegerFrom1To(weight, maxWeight)) {
    throw new EncodingError(
      'bad-weight',
      `The weight must be an integer from 1 to the session's ${maxWeight}: scale it into that range.`,
    );
  }
  return { values, weight };
}

/**
 * The weighted mean Σ wx / Σ w: d − 1 numbers in the unit of the values.
 *
 * @throws EncodingError `bad-weight-sum` if the summed weights are not possible
 */
export function decodeWeightedMean(
  { clip, maxWeight }: WeightedMeanEncoding,
  { length, bound }: EncodingShape,
  sum: Float64Array,
  participants: number,
): Float64Array {
  const weights = sum[length - 1]!;
  // Every weight is from 1 to maxWeight. Never divide by a number that cannot be a sum of such
  // weights.
  if (weights < participants || weights > participants * maxWeight) {
    throw new EncodingError(
      'bad-weight-sum',
      `The weights add up to ${weights} where ${participants} weights from 1 to ${maxWeight} cannot: ` +
        'at least one participant violated the encoding, so the sum has no weighted mean; hold another round without them.',
    );
  }
  const unit = clip * maxWeight;
  return sum.subarray(0, length - 1).map((value) => (value * unit) / (bound * weights) + 0);
}
