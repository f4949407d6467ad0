/** Multilinear polynomials at points of F_ℓ. The lowest bit of an index is the first variable. */
import { fieldReduce } from '../../crypto/field.ts';

/** a·b + (1 − a)·(1 − b): 1 where two bits are equal, 0 where they differ. */
export function equalOne(a: bigint, b: bigint): bigint {
  return fieldReduce(2n * a * b - a - b + 1n);
}

/** Π_t equalOne(a_t, b_t) */
export function equalAt(a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((product, x, t) => fieldReduce(product * equalOne(x, b[t]!)), 1n);
}

/** The extension of [index < end] at a point, for 0 ≤ end. */
export function belowAt(end: number, point: readonly bigint[]): bigint {
  if (end >= 2 ** point.length) return 1n;
  let value = 0n;
  let rest = end;
  for (const x of point) {
    // Of indices with the higher bits of `end`: all with a lower bit here, and those of an equal bit that are below in the rest.
    value = fieldReduce(rest % 2 === 1 ? 1n - x + x * value : value - x * value);
    rest = Math.floor(rest / 2);
  }
  return value;
}

/** Positions from `start` to `end` − 1. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The extension of [start ≤ index < end] at a point. */
export function betweenAt({ start, end }: Interval, point: readonly bigint[]): bigint {
  return fieldReduce(belowAt(end, point) - belowAt(start, point));
}

/** The sum of a polynomial's terms at x. */
export function evaluate(coefficients: readonly bigint[], x: bigint): bigint {
  return coefficients.reduceRight((sum, c) => fieldReduce(sum * x + c), 0n);
}

/** Σ a_i · b_i */
export function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  return fieldReduce(a.reduce((sum, x, i) => sum + x * b[i]!, 0n));
}

/** The quadratic with this constant and leading coefficient whose values at 0 and 1 add up to the sum. */
export function quadraticOf([c0, c2]: readonly [bigint, bigint], sum: bigint): bigint[] {
  return [c0, fieldReduce(sum - 2n * c0 - c2), c2];
}
