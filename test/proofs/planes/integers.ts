/** F_ℓ on integers, slow and plain: what tests compute with. */
import { FIELD_ORDER as L } from '../../../src/kernel/kernel.ts';

export const mod = (value: bigint): bigint => {
  const rest = value % L;
  return rest < 0n ? rest + L : rest;
};

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) {
    if (e & 1n) result = mod(result * b);
  }
  return result;
}

export const inverse = (value: bigint): bigint => power(value, L - 2n);

export const dot = (a: readonly bigint[], b: readonly bigint[]): bigint =>
  mod(a.reduce((sum, x, i) => sum + x * b[i]!, 0n));

/** Tonelli and Shanks; undefined where there is no root. */
function squareRoot(value: bigint): bigint | undefined {
  const n = mod(value);
  if (n === 0n) return 0n;
  if (power(n, (L - 1n) / 2n) !== 1n) return undefined;
  let [odd, twos] = [L - 1n, 0];
  while (odd % 2n === 0n) [odd, twos] = [odd / 2n, twos + 1];
  let other = 2n;
  while (power(other, (L - 1n) / 2n) === 1n) other++;
  let [c, root, t] = [power(other, odd), power(n, (odd + 1n) / 2n), power(n, odd)];
  while (t !== 1n) {
    let [least, p] = [0, t];
    while (p !== 1n) [p, least] = [mod(p * p), least + 1];
    const b = power(c, 1n << BigInt(twos - least - 1));
    [twos, c] = [least, mod(b * b)];
    [root, t] = [mod(root * b), mod(t * c)];
  }
  return root;
}

/** A root of a·X² + b·X + c. */
export function quadraticRoot(a: bigint, b: bigint, c: bigint): bigint | undefined {
  const root = squareRoot(b * b - 4n * a * c);
  return root === undefined ? undefined : mod((root - b) * inverse(2n * a));
}

/** eq(point, ·), lowest bit first. */
export function equalityTable(point: readonly bigint[]): bigint[] {
  return point.reduce<bigint[]>(
    (table, x) => [...table.map((e) => mod(e * (1n - x))), ...table.map((e) => mod(e * x))],
    [1n],
  );
}

/** Coefficients of the polynomial with these values at 0, 1, 2, … */
export function interpolate(values: readonly bigint[]): bigint[] {
  const sum = new Array<bigint>(values.length).fill(0n);
  values.forEach((value, i) => {
    let basis = [1n];
    let denominator = 1n;
    values.forEach((_, j) => {
      if (j === i) return;
      basis = [...basis, 0n].map((b, e) => mod((e > 0 ? basis[e - 1]! : 0n) - BigInt(j) * b));
      denominator = mod(denominator * BigInt(i - j));
    });
    const factor = mod(value * inverse(denominator));
    basis.forEach((b, e) => {
      sum[e] = mod(sum[e]! + factor * b);
    });
  });
  return sum;
}
