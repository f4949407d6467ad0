/** Combines all rows and planes into the one row that is opened. */
import { fieldReduce } from '../../../crypto/field.ts';
import { lookUpTables } from '../../../kernel/planes/digits.ts';
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';
import type { Opened } from '../opening/mask.ts';
import type { PlanesSizes } from '../sizes.ts';
import { rowPatterns, type WitnessDigits } from './digits.ts';

/** The weights of the combination. */
export interface Combination {
  /** e_j of each row. */
  readonly rowWeights: Elements;
  /** f_k of each plane. */
  readonly planeWeights: readonly bigint[];
  readonly mu: bigint;
}

/** The blinders of the row commitments and of the points made by `commitPlanes`, 32 bytes each. */
export interface CombinedBlinders {
  readonly rows: Uint8Array;
  readonly planes: Uint8Array;
}

/**
 * The row Σ_j e_j · Σ_k (f_k + μ·w_k) · (plane k of row j) + Σ_j e_j · f_0 · (extra row j), and its
 * blinder.
 */
export function combineRows(
  workspace: Workspace,
  sizes: PlanesSizes,
  digits: WitnessDigits,
  length: number,
  { rowWeights, planeWeights, mu }: Combination,
  blinders: CombinedBlinders,
): Opened {
  const { rows, extraRows, rowLength, weights } = sizes;
  const { patterns, extra } = digits;
  const { wasm } = workspace;
  const vector = workspace.zeros(rowLength);
  workspace.scoped(() => {
    const f = planeWeights.slice(0, weights.length);
    const withValues = lookUpTables(
      workspace,
      patterns,
      weights.map((weight, k) => fieldReduce(f[k]! + mu * weight)),
    );
    const digitsOnly = lookUpTables(workspace, patterns, f);
    const sums = workspace.sums(rowLength);
    for (let j = 0; j < rows + extraRows; j++) {
      const isExtra = j >= rows;
      const left = isExtra ? extra.length - (j - rows) * rowLength : length - j * rowLength;
      const { at, bytes } = rowPatterns(digits, sizes, j);
      const tables = isExtra ? digitsOnly : withValues;
      const weight = slice(rowWeights, j, j + 1);
      wasm.addLookedUp(sums, at, tables.at, bytes, weight.at, Math.min(rowLength, left));
    }
    wasm.settleSums(vector.at, sums, rowLength);
  });
  const blinder = combineBlinders(workspace, sizes, { rowWeights, planeWeights, mu }, blinders);
  return { vector, blinder };
}

/**
 * The same combination of the blinders. Plane 0 has no commitment: its blinder is what remains of
 * the row's blinder after the other planes.
 */
function combineBlinders(
  workspace: Workspace,
  { rows, extraRows, weights }: PlanesSizes,
  { rowWeights, planeWeights, mu }: Combination,
  blinders: CombinedBlinders,
): Elements {
  const total = workspace.zeros(1);
  workspace.scoped(() => {
    const f0 = planeWeights[0]!;
    const factors = weights
      .slice(1)
      .map((weight, k) => fieldReduce(planeWeights[k + 1]! - f0 * weight));
    const e = slice(rowWeights, 0, rows);
    const further = slice(rowWeights, rows, rows + extraRows);
    const planes = workspace.fromBytes(blinders.planes);
    const split = rows * factors.length;
    const add = (part: Elements, weight: bigint): void => {
      workspace.combine(total, part, weight, total);
    };
    add(workspace.dot(workspace.fromBytes(blinders.rows), e), fieldReduce(f0 + mu));
    const outer = workspace.outer(e, workspace.fromIntegers(factors));
    add(workspace.dot(slice(planes, 0, split), outer), 1n);
    add(workspace.dot(slice(planes, split, split + extraRows), further), f0);
  });
  return total;
}
