/**
 * Shamir's secret sharing over F_ℓ (Shamir, CACM 1979): any `threshold` shares determine the
 * secret, fewer reveal nothing about it.
 *
 * Holders are numbered from 0, as clients are. Holder i has the polynomial's value at i + 1, since
 * the value at 0 is the secret.
 */
import { FIELD_ORDER } from '../kernel/kernel.ts';
import {
  fieldInverseBatch,
  fieldReduce,
  isFieldElement,
  randomFieldElement,
  type FieldElement,
} from './field.ts';
import type { RandomSource } from './random.ts';

/**
 * Number of multiplications by small integers between two reductions. Each adds a dozen bits, and a
 * reduction costs more than the wider products.
 */
const STEPS_PER_REDUCTION = 12;

function abscissae(holders: readonly number[]): bigint[] {
  if (holders.length === 0) throw new RangeError('there must be at least one holder');
  if (!holders.every((holder) => Number.isSafeInteger(holder) && holder >= 0)) {
    throw new RangeError('a holder is a non-negative integer');
  }
  if (new Set(holders).size !== holders.length) throw new RangeError('a holder is named twice');
  return holders.map((holder) => BigInt(holder) + 1n);
}

/** Evaluates the polynomial at x with Horner's rule. */
function evaluate(coefficients: readonly bigint[], x: bigint): FieldElement {
  let value = 0n;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    value = value * x + coefficients[i]!;
    if (i % STEPS_PER_REDUCTION === 0) value %= FIELD_ORDER;
  }
  return value;
}

/**
 * Splits a secret into one share for each holder, in the order of `holders`.
 *
 * @param secret - an element of F_ℓ
 * @param threshold - number of shares that recover the secret, from 1 to the number of holders
 * @param holders - distinct non-negative integers
 * @param random - draws the threshold − 1 coefficients uniformly; the highest may be 0, since
 *   excluding 0 would make shares leak
 * @throws RangeError if the secret, the threshold or a holder is out of range
 *
 * @example
 * ```ts
 * const secret = 42n;
 * const shares = splitSecret(secret, 2, [0, 1, 2], systemRandom);
 * combineShares([shares[0]!, shares[2]!], lagrangeWeights([0, 2])) === secret; // true
 * ```
 */
export function splitSecret(
  secret: FieldElement,
  threshold: number,
  holders: readonly number[],
  random: RandomSource,
): FieldElement[] {
  if (!isFieldElement(secret)) throw new RangeError('the secret must be from 0 to ℓ − 1');
  const points = abscissae(holders);
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > holders.length) {
    throw new RangeError(
      `the threshold must be from 1 to the number of holders, ${holders.length}, not ${threshold}`,
    );
  }
  const coefficients = [secret];
  while (coefficients.length < threshold) coefficients.push(randomFieldElement(random));
  return points.map((x) => evaluate(coefficients, x));
}

/** Π_{j ≠ skip} (x_j − x_skip) mod ℓ */
function productOfDistances(points: readonly bigint[], skip: number): bigint {
  const x = points[skip]!;
  let product = 1n;
  for (const [j, other] of points.entries()) {
    if (j !== skip) product *= other - x;
    if (j % STEPS_PER_REDUCTION === 0) product %= FIELD_ORDER;
  }
  return product;
}

/**
 * The Lagrange weights at 0, by which the shares of these holders are multiplied to add up to the
 * secret: w_i = Π_{j≠i} x_j / (x_j − x_i). They depend only on the holders: compute them once for
 * all secrets shared among the same holders.
 *
 * @throws RangeError if there is no holder, one is not a non-negative integer, or one is named
 *   twice
 */
export function lagrangeWeights(holders: readonly number[]): readonly FieldElement[] {
  const points = abscissae(holders);
  const all = points.reduce((product, x) => (product * x) % FIELD_ORDER, 1n);
  // w_i = (Π_j x_j) / (x_i · Π_{j≠i} (x_j − x_i)), so that one batch inversion gives all
  // denominators.
  const inverses = fieldInverseBatch(points.map((x, i) => x * productOfDistances(points, i)));
  return inverses.map((inverse) => (all * inverse) % FIELD_ORDER);
}

/**
 * Recovers a secret: Σ shares[i] · weights[i]. With fewer than `threshold` shares of one sharing,
 * or with a wrong share, the result is some other element.
 *
 * @param weights - from {@link lagrangeWeights}, for the holders in the order of their shares
 * @throws RangeError if there are not as many shares as weights, or a share is not an element of
 *   F_ℓ
 */
export function combineShares(
  shares: readonly FieldElement[],
  weights: readonly FieldElement[],
): FieldElement {
  if (shares.length !== weights.length) {
    throw new RangeError(`${shares.length} shares do not go with ${weights.length} weights`);
  }
  if (!shares.every(isFieldElement)) throw new RangeError('a share must be from 0 to ℓ − 1');
  return fieldReduce(shares.reduce((sum, share, i) => sum + share * weights[i]!, 0n));
}
