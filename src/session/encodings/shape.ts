/** The size of a session's vectors, for any encoding. */
export interface EncodingShape {
  /** d, the number of coordinates in a vector, at least 1. */
  readonly length: number;
  /** B, the greatest magnitude of a coordinate: an integer from 1 to 2^31 − 1. */
  readonly bound: number;
}

/** Maximum of B: the range of an Int32Array, which has one more value only on the negative side. */
export const MAX_BOUND: number = 2 ** 31 - 1;

/** Checks a shape: one sentence for each problem. */
export function checkShape(shape: EncodingShape): string[] {
  if (typeof (shape as unknown) !== 'object' || (shape as unknown) === null) {
    return ['The shape must be an object with the fields length and bound.'];
  }
  const { length, bound } = shape;
  const problems: string[] = [];
  if (!Number.isSafeInteger(length) || length < 1) {
    problems.push('The length of the vectors must be an integer of at least 1.');
  }
  if (!Number.isSafeInteger(bound) || bound < 1 || bound > MAX_BOUND) {
    problems.push(`The bound must be an integer from 1 to ${MAX_BOUND}.`);
  }
  return problems;
}
