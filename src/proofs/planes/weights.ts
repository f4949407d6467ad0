/**
 * Exact ranges: weights whose subset sums are exactly 0 … M (Lipmaa, Asokan and Niemi, FC 2002).
 */

/**
 * 1, 2, 4, …, 2^(b−2) and M − 2^(b−1) + 1, for M of b bits. Without the last weight, the subset
 * sums are 0 … 2^(b−1) − 1; with it, M − 2^(b−1) + 1 … M. As M < 2^b, these ranges overlap or
 * adjoin. For M = 0 there are no weights.
 */
export function exactWeights(most: number): bigint[] {
  const bits = most === 0 ? 0 : most.toString(2).length;
  return Array.from({ length: bits }, (_, k) =>
    k < bits - 1 ? 1n << BigInt(k) : BigInt(most) - (1n << BigInt(bits - 1)) + 1n,
  );
}

/** The digits of a value from 0 to M, for the weights of M. */
export function exactDigits(value: bigint, weights: readonly bigint[]): (0 | 1)[] {
  if (weights.length === 0) return [];
  const top = weights.length - 1;
  const hasTop = value >= 1n << BigInt(top);
  const rest = hasTop ? value - weights[top]! : value;
  return weights.map((_, k) => ((k === top ? hasTop : (rest >> BigInt(k)) & 1n) ? 1 : 0));
}
