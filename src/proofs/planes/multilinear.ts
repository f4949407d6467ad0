/** Multilinear polynomials over F_ℓ. The lowest bit of an index is the first variable. */
import { fieldReduce } from '../../crypto/field.ts';

/** a·b + (1 − a)·(1 − b), the multilinear extension of [a = b] for one bit. */
export function equalOne(a: bigint, b: bigint): bigint {
  return fieldReduce(2n * a * b - a - b + 1n);
}

/** eq(a, b) = Π_t equalOne(a_t, b_t) */
export function equalAt(a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((product, x, t) => fieldReduce(product * equalOne(x, b[t]!)), 1n);
}

/** The multilinear extension of [index < end] at a point; `end` is not negative. */
export function belowAt(end: number, point: readonly bigint[]): bigint {
  if (end >= 2 ** point.length) return 1n;
  let value = 0n;
  let rest = end;
  for (const x of point) {
    // Splits the indices that agree with `end` in the higher bits: those with a lower bit here are
    // all below `end`, those with an equal bit are if their rest is.
    value = fieldReduce(rest % 2 === 1 ? 1n - x + x * value : value - x * value);
    rest = Math.floor(rest / 2);
  }
  return value;
}

/** The indices from `start` to `end` − 1. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The multilinear extension of [start ≤ index < end] at a point. */
export function betweenAt({ start, end }: Interval, point: readonly bigint[]): bigint {
  return fieldReduce(belowAt(end, point) - belowAt(start, point));
}

/** Evaluates a polynomial at x; coefficients ascend. */
export function evaluate(coefficients: readonly bigint[], x: bigint): bigint {
  return coefficients.reduceRight((sum, c) => fieldReduce(sum * x + c), 0n);
}

/** The inner product Σ a_i · b_i */
export function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  return fieldReduce(a.reduce((sum, x, i) => sum + x * b[i]!, 0n));
}

/**
 * Coefficients of the quadratic with constant c0 and leading coefficient c2 whose values at 0 and 1
 * add up to `sum`.
 */
export function quadraticOf([c0, c2]: readonly [bigint, bigint], sum: bigint): bigint[] {
  return [c0, fieldReduce(sum - 2n * c0 - c2), c2];
}
