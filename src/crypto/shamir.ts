/**
 * Shamir's secret sharing over F_ℓ (Shamir 1979): any `threshold` shares yield the secret, fewer
 * reveal nothing about it.
 *
 * Holders are numbered from 0 as clients are; holder i has the polynomial's value at i + 1, since the value at 0 is
 * the secret.
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
 * Multiplications by a small number between two reductions. Such a product grows by a dozen bits in
 * each step, and a reduction costs more than the wider products do.
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

/** The polynomial at x, by Horner's rule from the highest coefficient down. */
function evaluate(coefficients: readonly bigint[], x: bigint): FieldElement {
  let value = 0n;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    value = value * x + coefficients[i]!;
    if (i % STEPS_PER_REDUCTION === 0) value %= FIELD_ORDER;
  }
  return value;
}

/**
 * Splits a secret into one share for each holder, in their order.
 *
 * @param secret - An element of F_ℓ.
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

/** All factors but the one at `skip` multiplied: Π_{j ≠ skip} (x_j − x_skip) mod ℓ. */
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
 * The weights with which the shares of these holders add up to the secret: w_i = Π_{j≠i} x_j / (x_j − x_i).
 * They depend on the holders only: compute them once for all the secrets that one set of holders shares.
 *
 * @throws RangeError if there is no holder, one is not a non-negative integer, or one is named
 * twice.
 */
export function lagrangeWeights(holders: readonly number[]): readonly FieldElement[] {
  const points = abscissae(holders);
  const all = points.reduce((product, x) => (product * x) % FIELD_ORDER, 1n);
  // w_i = (Π_j x_j) / (x_i · Π_{j≠i} (x_j − x_i)), so that one inversion serves all denominators.
  const inverses = fieldInverseBatch(points.map((x, i) => x * productOfDistances(points, i)));
  return inverses.map((inverse) => (all * inverse) % FIELD_ORDER);
}

/**
 * The secret: Σ shares[i] · weights[i], with the weights of the holders in the order of their shares. At least
 * `threshold` shares of one sharing are needed; with fewer, or with a wrong one, the result is some other element.
 *
 * @throws RangeError if the numbers of shares and weights differ, or a share is not an element of
 * F_ℓ.
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
