/** Polynomials over the scalars of ristretto255, at small integers. */
import { SCALAR_ORDER } from '../kernel/kernel.ts';
import type { Scalar } from './scalar.ts';

/**
 * Multiplications by a small number between two reductions. Such a product grows by a dozen bits in
 * each step, and a reduction costs more than the wider products do.
 */
const STEPS_PER_REDUCTION = 12;

/** The polynomial at x, by Horner's rule from the highest coefficient down; the lowest comes first. */
export function evaluate(coefficients: readonly Scalar[], x: bigint): Scalar {
  let value = 0n;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    value = value * x + coefficients[i]!;
    if (i % STEPS_PER_REDUCTION === 0) value %= SCALAR_ORDER;
  }
  return value;
}

/** All factors but the one at `skip` multiplied: Π_{j ≠ skip} (x_j − x_skip) mod L, perhaps negative. */
export function productOfDistances(points: readonly bigint[], skip: number): bigint {
  const x = points[skip]!;
  let product = 1n;
  for (const [j, other] of points.entries()) {
    if (j !== skip) product *= other - x;
    if (j % STEPS_PER_REDUCTION === 0) product %= SCALAR_ORDER;
  }
  return product;
}
