/**
 * Shamir's secret sharing over the scalars of ristretto255 (Shamir 1979): any `threshold` shares yield the secret, fewer
 * reveal nothing about it.
 *
 * Holders are numbered from 0, as clients are. Holder i has the polynomial's value at i + 1, since
 * the value at 0 is the secret.
 */
import { SCALAR_ORDER } from '../kernel/kernel.ts';
import { evaluate, productsOfDistances } from './polynomial.ts';
import type { RandomSource } from './random.ts';
import { isScalar, randomScalar, type Scalar, scalarInverseBatch, scalarReduce } from './scalar.ts';

function abscissae(holders: readonly number[]): number[] {
  if (holders.length === 0) throw new RangeError('there must be at least one holder');
  if (!holders.every((holder) => Number.isSafeInteger(holder) && holder >= 0)) {
    throw new RangeError('a holder is a non-negative integer');
  }
  if (new Set(holders).size !== holders.length) throw new RangeError('a holder is named twice');
  return holders.map((holder) => holder + 1);
}

/**
 * Splits a secret into one share for each holder, in the order of `holders`.
 *
 * @param secret - A scalar.
 * @param threshold - Shares that recover it, from 1 to the number of holders.
 * @param holders - Distinct non-negative integers.
 * @param random - Draws the threshold − 1 coefficients, uniform; the highest may be 0, or shares would leak.
 * @throws RangeError for a secret, threshold or holder out of range.
 *
 * @example
 * ```ts
 * const secret = 42n;
 * const shares = splitSecret(secret, 2, [0, 1, 2], systemRandom);
 * combineShares([shares[0]!, shares[2]!], lagrangeWeights([0, 2])) === secret; // true
 * ```
 */
export function splitSecret(
  secret: Scalar,
  threshold: number,
  holders: readonly number[],
  random: RandomSource,
): Scalar[] {
  if (!isScalar(secret)) throw new RangeError('the secret must be from 0 to L − 1');
  const points = abscissae(holders);
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > holders.length) {
    throw new RangeError(
      `the threshold must be from 1 to the number of holders, ${holders.length}, not ${threshold}`,
    );
  }
  const coefficients = [secret];
  while (coefficients.length < threshold) coefficients.push(randomScalar(random));
  return points.map((x) => evaluate(coefficients, BigInt(x)));
}

/**
 * The Lagrange weights at 0, by which the shares of these holders are multiplied to add up to the
 * secret: w_i = Π_{j≠i} x_j / (x_j − x_i). They depend only on the holders: compute them once for
 * all secrets shared among the same holders.
 *
 * @throws RangeError if there is no holder, one is not a non-negative integer, or one is named
 *   twice
 */
export function lagrangeWeights(holders: readonly number[]): readonly Scalar[] {
  return lagrangeWeightsOfEach([holders])[0]!;
}

/**
 * {@link lagrangeWeights} of many sets of holders, with one inversion for all.
 *
 * @throws RangeError as {@link lagrangeWeights}
 */
export function lagrangeWeightsOfEach(
  sets: readonly (readonly number[])[],
): readonly (readonly Scalar[])[] {
  const all = sets.map((holders) => {
    const points = abscissae(holders);
    const xs = points.map(BigInt);
    // w_i = (Π_j x_j) / (x_i · Π_{j≠i} (x_j − x_i)), so that one inversion serves all denominators.
    const product = xs.reduce((so, x) => (so * x) % SCALAR_ORDER, 1n);
    return { product, denominators: productsOfDistances(points).map((each, i) => each * xs[i]!) };
  });
  const inverses = scalarInverseBatch(all.flatMap(({ denominators }) => denominators));
  let at = 0;
  return all.map(({ product, denominators }) =>
    denominators.map(() => (product * inverses[at++]!) % SCALAR_ORDER),
  );
}

/**
 * Recovers a secret: Σ shares[i] · weights[i]. With fewer than `threshold` shares of one sharing,
 * or with a wrong share, the result is some other element.
 *
 * @throws RangeError if the numbers of shares and weights differ, or a share is not a scalar.
 */
export function combineShares(shares: readonly Scalar[], weights: readonly Scalar[]): Scalar {
  if (shares.length !== weights.length) {
    throw new RangeError(`${shares.length} shares do not go with ${weights.length} weights`);
  }
  if (!shares.every(isScalar)) throw new RangeError('a share must be from 0 to L − 1');
  return scalarReduce(shares.reduce((sum, share, i) => sum + share * weights[i]!, 0n));
}
