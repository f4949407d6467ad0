/**
 * Sum-check rounds over the variables of the plane index, computed from the Gram matrix of the
 * planes under eq(τ, ·). As digits equal their squares, Σ_i eq(τ, i)·g(i)·(real(i) − g(i)) is a
 * quadratic form in the weights of the planes.
 */
import { fieldInverseBatch, fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import { addRow, gramMatrix, takeHistogram } from '../../../kernel/planes/digits.ts';
import { slice, type Workspace } from '../../../kernel/planes/workspace.ts';
import { equalOne } from '../multilinear.ts';
import type { PlanesSizes } from '../sizes.ts';
import { rowPatterns, type WitnessDigits } from './digits.ts';
import type { RoundSender } from './sender.ts';

type Matrix = readonly (readonly bigint[])[];

/**
 * The Gram matrix Σ_i eq(τ, i)·b(k, i)·b(l, i) of all planes k and l; 0 for planes that do not
 * exist.
 */
function gramOf(
  workspace: Workspace,
  sizes: PlanesSizes,
  digits: WitnessDigits,
  tau: readonly bigint[],
  length: number,
): Matrix {
  const { rows, extraRows, rowLength, weights, planeVariables, columnVariables } = sizes;
  const size = 2 ** planeVariables;
  const bytes = digits.patterns.bytes;
  const matrix = Array.from({ length: size }, () => new Array<bigint>(size).fill(0n));
  return workspace.scoped(() => {
    const columns = workspace.equality(tau.slice(0, columnVariables));
    const rowWeights = workspace.equality(tau.slice(columnVariables));
    for (const [lower, upper] of bytePairs(bytes)) {
      const bits = bytes === 1 ? 8 : 16;
      const planeOf = (i: number): number => (i < 8 ? 8 * lower + i : 8 * upper + i - 8);
      const gram = workspace.scoped(() => {
        const histogram = takeHistogram(workspace, lower, upper, bits);
        for (let j = 0; j < rows + extraRows; j++) {
          const count = Math.min(
            rowLength,
            j < rows ? length - j * rowLength : digits.extra.length - (j - rows) * rowLength,
          );
          const weight = slice(rowWeights, j, j + 1);
          addRow(workspace, histogram, rowPatterns(digits, sizes, j), count, weight, columns);
        }
        return gramMatrix(workspace, histogram);
      });
      for (let i = 0; i < bits; i++) {
        for (let j = i; j < bits; j++) {
          const [k, l] = [planeOf(i), planeOf(j)];
          if (k >= weights.length || l >= weights.length) continue;
          matrix[k]![l] = matrix[l]![k] = gram[i * bits + j]!;
        }
      }
    }
    return matrix;
  });
}

/**
 * All pairs of bytes of a pattern. If there is one byte, it is paired with the next, which is zero.
 */
function bytePairs(bytes: number): (readonly [number, number])[] {
  if (bytes === 1) return [[0, 1]];
  return Array.from({ length: bytes }, (_, p) =>
    Array.from({ length: bytes - p - 1 }, (_, q) => [p, p + 1 + q] as const),
  ).flat();
}

const [HALF, SIXTH] = fieldInverseBatch([2n, 6n]) as [bigint, bigint];

/** Coefficients of the cubic with the given values at 0, 1, 2 and 3. */
function cubicThrough([y0, y1, y2, y3]: readonly bigint[]): bigint[] {
  const first = y1! - y0!;
  const second = y2! - 2n * y1! + y0!;
  const third = y3! - 3n * y2! + 3n * y1! - y0!;
  const c3 = fieldReduce(third * SIXTH);
  const c2 = fieldReduce((second - third) * HALF);
  return [fieldReduce(y0!), fieldReduce(first - c2 - c3), c2, c3];
}

/** Results of the rounds over planes. */
export interface PlaneRounds {
  /** r_k, the challenges. */
  readonly challenges: readonly bigint[];
  /** ε = eq(τ_k, r_k) */
  readonly epsilon: bigint;
  /** σ = Σ_i eq(τ, i)·g(i)·(real(i) − g(i)), with the planes combined under r_k. */
  readonly sigma: bigint;
}

/** Runs the rounds over planes. With a single plane there are none. */
export function planeRounds(
  workspace: Workspace,
  sizes: PlanesSizes,
  digits: WitnessDigits,
  {
    tauPlanes,
    tau,
    length,
  }: { tauPlanes: readonly bigint[]; tau: readonly bigint[]; length: number },
  sender: RoundSender,
): PlaneRounds {
  const challenges: bigint[] = [];
  let epsilon = 1n;
  if (sizes.planeVariables === 0) return { challenges, epsilon, sigma: 0n };
  let quadratic = gramOf(workspace, sizes, digits, tau, length);
  let linear = quadratic.map((row, k) => row[k]!);
  tauPlanes.forEach((tauT, t) => {
    const half = linear.length / 2;
    const rest = workspace.scoped(() =>
      workspace.toIntegers(workspace.equality(tauPlanes.slice(t + 1))),
    );
    const values = [0n, 1n, 2n, 3n].map((x) => {
      let sum = 0n;
      for (let a = 0; a < half; a++) {
        const [i, j] = [2 * a, 2 * a + 1];
        const lower = 1n - x;
        const form = lower * linear[i]! + x * linear[j]!;
        const square =
          lower * lower * quadratic[i]![i]! +
          2n * x * lower * quadratic[i]![j]! +
          x * x * quadratic[j]![j]!;
        sum += rest[a]! * fieldReduce(form - square);
      }
      return fieldReduce(fieldMultiply(epsilon, equalOne(tauT, x)) * fieldReduce(sum));
    });
    const r = sender.send(`k-${t}`, cubicThrough(values));
    challenges.push(r);
    epsilon = fieldMultiply(epsilon, equalOne(tauT, r));
    linear = bind(linear, r);
    quadratic = bindRows(
      quadratic.map((row) => bind(row, r)),
      r,
    );
  });
  return { challenges, epsilon, sigma: fieldReduce(linear[0]! - quadratic[0]![0]!) };
}

/** Binds the lowest variable: v[a] ← v[2a] + r·(v[2a + 1] − v[2a]) */
function bind(values: readonly bigint[], r: bigint): bigint[] {
  return Array.from({ length: values.length / 2 }, (_, a) =>
    fieldReduce(values[2 * a]! + r * (values[2 * a + 1]! - values[2 * a]!)),
  );
}

function bindRows(rows: Matrix, r: bigint): Matrix {
  return Array.from({ length: rows.length / 2 }, (_, a) =>
    rows[2 * a]!.map((value, i) => fieldReduce(value + r * (rows[2 * a + 1]![i]! - value))),
  );
}
