/**
 * Whether values lie on one polynomial of degree below t, by a random word of the dual code (SCRAPE: Cascudo and David, ACNS 2017).
 * The values may be given as points, s·G for the value s: the test is linear.
 *
 * For different places x_0 … x_m, the words (v_i · p(x_i)) with v_i = Π_{k≠i} 1 / (x_k − x_i) and a polynomial p of degree at
 * most m − t are orthogonal to the values of each polynomial of degree below t, and to nothing else. So where p is uniform,
 * values that lie on no such polynomial give 0 with probability 1/L.
 */
import { SCALAR_ORDER } from '../kernel/kernel.ts';
import { evaluate, productOfDistances } from './polynomial.ts';
import { type Scalar, scalarInverseBatch } from './scalar.ts';

/** How many coefficients p has for values at that many places: none where any values lie on such a polynomial. */
export function dualDimension(places: number, threshold: number): number {
  return Math.max(0, places - threshold);
}

/**
 * The word of a polynomial p, one scalar a place.
 *
 * @param places - different integers from 0 on
 * @param coefficients - of p, the lowest first
 * @throws RangeError if a place is named twice
 */
export function dualWord(places: readonly number[], coefficients: readonly Scalar[]): Scalar[] {
  const points = places.map(BigInt);
  const weights = scalarInverseBatch(points.map((_, i) => productOfDistances(points, i)));
  return points.map((x, i) => (weights[i]! * evaluate(coefficients, x)) % SCALAR_ORDER);
}
