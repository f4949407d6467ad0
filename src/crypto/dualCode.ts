/**
 * Whether values lie on one polynomial of degree below t, by a random word of the dual code (SCRAPE: Cascudo and David, ACNS 2017).
 * The values may be given as points, s·G for the value s: the test is linear.
 *
 * For different places x_0 … x_m, the words (v_i · p(x_i)) with v_i = Π_{k≠i} 1 / (x_k − x_i) and a polynomial p of degree at
 * most m − t are orthogonal to the values of each polynomial of degree below t, and to nothing else. So where p is uniform,
 * values that lie on no such polynomial give 0 with probability 1/L.
 */
import { SCALAR_ORDER } from '../kernel/kernel.ts';
import { evaluate, productsOfDistances } from './polynomial.ts';
import { type Scalar, scalarInverseBatch } from './scalar.ts';

/** How many coefficients p has for values at that many places: none where any values lie on such a polynomial. */
export function dualDimension(places: number, threshold: number): number {
  return Math.max(0, places - threshold);
}

/** The places of some values, and how many of the coefficients make the polynomial of their word. */
export interface WordPlaces {
  /** Different integers from 0 on. */
  readonly places: readonly number[];
  readonly dimension: number;
}

/**
 * The word of a polynomial p, one scalar a place.
 *
 * @param places - different integers from 0 on
 * @param coefficients - of p, the lowest first
 * @throws RangeError if a place is named twice
 */
export function dualWord(places: readonly number[], coefficients: readonly Scalar[]): Scalar[] {
  return dualWords(coefficients)([{ places, dimension: coefficients.length }])[0]!;
}

/**
 * Words over many lists of places, whose polynomials have the first of the same coefficients: {@link dualWord} of each. Values at
 * places that lists share are found once, and all lists of a call need one inversion.
 */
export function dualWords(
  coefficients: readonly Scalar[],
): (lists: readonly WordPlaces[]) => Scalar[][] {
  const known = new Map<number, Map<number, Scalar>>();
  const valuesOf = (dimension: number): ((x: number) => Scalar) => {
    const values = known.get(dimension) ?? new Map<number, Scalar>();
    known.set(dimension, values);
    const first = coefficients.slice(0, dimension);
    return (x) => {
      let value = values.get(x);
      if (value === undefined) values.set(x, (value = evaluate(first, BigInt(x))));
      return value;
    };
  };
  return (lists) => {
    const weights = scalarInverseBatch(lists.flatMap(({ places }) => productsOfDistances(places)));
    let at = 0;
    return lists.map(({ places, dimension }) => {
      const valueAt = valuesOf(dimension);
      return places.map((x) => (weights[at++]! * valueAt(x)) % SCALAR_ORDER);
    });
  };
}
