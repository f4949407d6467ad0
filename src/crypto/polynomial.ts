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

/** Products of whole numbers below this are exact. */
const EXACT = 2 ** 53;

/** Factors of up to 53 bits that are multiplied between two reductions: wider products cost more than they save. */
const FACTORS_PER_REDUCTION = 4;

/**
 * For each place x_i the product of its distances to all others, Π_{j ≠ i} (x_j − x_i) mod L, perhaps negative. Distances between
 * clients are small, so that several are multiplied as plain numbers before one bigint is made of them.
 *
 * @param places - integers from 0 to 2^53
 */
export function productsOfDistances(places: readonly number[]): bigint[] {
  return places.map((_, i) => productOfDistances(places, i));
}

function productOfDistances(places: readonly number[], skip: number): bigint {
  const x = places[skip]!;
  let product = 1n;
  let factors = 0;
  let some = 1;
  for (let j = 0; j < places.length; j++) {
    if (j === skip) continue;
    const distance = places[j]! - x;
    const more = some * distance;
    // A product that is rounded is at least 2^53 as well.
    if (more < EXACT && more > -EXACT) {
      some = more;
      continue;
    }
    product *= BigInt(some);
    if (++factors % FACTORS_PER_REDUCTION === 0) product %= SCALAR_ORDER;
    some = distance;
  }
  return (product * BigInt(some)) % SCALAR_ORDER;
}
