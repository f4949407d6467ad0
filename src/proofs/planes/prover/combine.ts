/** All rows and planes combined into the one row that is opened. */
import { fieldReduce } from '../../../crypto/field.ts';
import { lookUpTables } from '../../../kernel/planes/digits.ts';
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';
import type { Opened } from '../opening/mask.ts';
import type { PlanesSizes } from '../sizes.ts';
import { rowPatterns, type WitnessDigits } from './digits.ts';

/** Weights of what is combined. */
export interface Combination {
  /** e_j, of every row. */
  readonly rowWeights: Elements;
  /** f_k, of every plane. */
  readonly planeWeights: readonly bigint[];
  readonly mu: bigint;
}

/** Blinders of the rows, and of what `commitPlanes` committed to, 32 bytes each. */
export interface CombinedBlinders {
  readonly rows: Uint8Array;
  readonly planes: Uint8Array;
}

/** Σ_j e_j · Σ_k (f_k + μ·w_k) · plane k of row j, and Σ e_j · f_0 · the further rows; with what blinds it. */
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

/** The same of the blinders, with plane 0 as what the row's commitment and the other planes leave. */
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
