/** False statements, with the digits that a prover could claim for them. */
import type { PlanesShape } from '../../../src/proofs/planes/statement.ts';
import { exactDigits, exactWeights } from '../../../src/proofs/planes/weights.ts';
import { claimAbout, type Forgery } from './forger.ts';
import { inverse, mod } from './integers.ts';

export const BOUND = 5;
export const LENGTH = 20;
export const WEIGHTS: bigint[] = exactWeights(2 * BOUND);

/** Coordinates within the bound. */
export const VALUES: readonly bigint[] = Array.from({ length: LENGTH }, (_, i) =>
  BigInt(((i * 7) % (2 * BOUND + 1)) - BOUND),
);

export const LINF: PlanesShape & { readonly kind: 'linf' } = {
  kind: 'linf',
  length: LENGTH,
  rowLength: 512,
  bound: BOUND,
};

export const NORM: number = Number(VALUES.reduce((sum, x) => sum + x * x, 0n));

/** The true digits of coordinates that are within the bound. */
export function digitsOf(values: readonly bigint[]): (k: number, i: number) => bigint {
  const digits = values.map((value) => exactDigits(value + BigInt(BOUND), WEIGHTS).map(BigInt));
  return (k, i) => digits[i]?.[k] ?? 0n;
}

/** The values with one of them replaced. */
export function withValue(index: number, value: bigint): bigint[] {
  return VALUES.map((v, i) => (i === index ? mod(value) : v));
}

/** A forgery about coordinate 9. */
export async function forgeryOf(value: bigint, digit?: Forgery['digit']): Promise<Forgery> {
  const values = withValue(9, value);
  const { claim, blinders } = await claimAbout(LINF, values);
  return { claim, values, blinders, digit: digit ?? digitsOf(VALUES) };
}

/** Values that no coordinate may have. */
export const FORBIDDEN: [string, bigint][] = [
  ['one above the bound', BigInt(BOUND + 1)],
  ['one below it', BigInt(-BOUND - 1)],
  ['twice the bound', BigInt(2 * BOUND)],
  ['a half', inverse(2n)],
  ['far below', -100n],
  ['2^200', 1n << 200n],
];

/** A norm that is one too long, with digits of its own. */
export async function longNorm(extra: readonly bigint[]): Promise<Forgery> {
  const shape = { ...LINF, kind: 'l2', maxSquaredNorm: NORM - 1 } as const;
  const { claim, blinders } = await claimAbout(shape, VALUES);
  return { claim, values: VALUES, blinders, digit: digitsOf(VALUES), extra };
}

/** Digits of the norm that is allowed, which is one less than the true one. */
export const SHORT_DIGITS: readonly bigint[] = exactDigits(
  BigInt(NORM - 1),
  exactWeights(NORM - 1),
).map(BigInt);
