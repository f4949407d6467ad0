import type { RandomSource } from '../../crypto/random.ts';
import { checkClip, checkFieldNames, type Fields } from './fields.ts';
import type { EncodingShape } from './shape.ts';
import { stochasticRounder } from './stochasticRounding.ts';
import { finiteAt, requireVector } from './vector.ts';

/**
 * Floating-point values in fixed point, with B / clip steps to the unit, rounded stochastically.
 */
export interface FixedPointEncoding {
  readonly kind: 'fixed-point';
  /** Values are clipped to ±clip. In the unit of the values. */
  readonly clip: number;
  /**
   * What the sum decodes to: the sum of the clipped values, or that divided by the number of
   * participants.
   */
  readonly average: 'sum' | 'mean';
}

/** Checks the fields of a fixed-point encoding: one sentence for each problem. */
export function checkFixedPoint(fields: Fields): string[] {
  const problems = checkFieldNames(fields, ['kind', 'clip', 'average']);
  if (Object.hasOwn(fields, 'clip')) problems.push(...checkClip(fields['clip']));
  const average = fields['average'];
  if (Object.hasOwn(fields, 'average') && average !== 'sum' && average !== 'mean') {
    problems.push("'average' must be 'sum' or 'mean': choose one.");
  }
  return problems;
}

/**
 * `value` clipped to ±clip and divided by clip: within ±1, and exactly ±1 at the ends, as division
 * is correctly rounded. Its product with B therefore never exceeds B, whereas value · (B / clip)
 * could.
 */
export function partOfClip(value: number, clip: number): number {
  return Math.max(-clip, Math.min(clip, value)) / clip;
}

/** Clips, scales and stochastically rounds d finite numbers to integers within ±B. */
export function encodeFixedPoint(
  { clip }: FixedPointEncoding,
  { length, bound }: EncodingShape,
  input: unknown,
  random: RandomSource,
): Int32Array {
  const vector = requireVector(input, length);
  const round = stochasticRounder(random, length);
  const encoded = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    encoded[i] = round(partOfClip(finiteAt(vector, i), clip) * bound);
  }
  return encoded;
}

/** The sum of the clipped values, or their mean over `participants`, in the unit of the values. */
export function decodeFixedPoint(
  { clip, average }: FixedPointEncoding,
  { bound }: EncodingShape,
  sum: Float64Array,
  participants: number,
): Float64Array {
  const divisor = average === 'mean' ? bound * participants : bound;
  return sum.map((value) => (value * clip) / divisor + 0);
}
