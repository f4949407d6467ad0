/**
 * Row commitments from digit planes. A coordinate plus B is Σ_k w_k · (its digit k), so a row's
 * commitment is Σ_k w_k · (the sum over plane k) − B · Σ_i G_i + r · H. The proof commits to the
 * same planes, so their sums are made once.
 */
import { FIELD_ORDER, POINT_BYTES, type WorkOptions } from '../../../kernel/kernel.ts';
import { Pace } from '../../../kernel/pace.ts';
import {
  addBlinders,
  addProducts,
  identities,
  readSummands,
  sliceSummands,
  writePoints,
  type Summands,
} from '../../../kernel/planes/points.ts';
import { integersToBytes, inWorkspace, type Workspace } from '../../../kernel/planes/workspace.ts';
import { EXTENDED_BYTES } from '../../../kernel/layout.ts';
import type { PreparedRows } from '../../system.ts';
import { proverBasis, type OpeningGenerators } from '../opening/basis.ts';
import { planesSizes, type PlanesSizes } from '../sizes.ts';
import type { PlanesInput } from '../statement.ts';
import { valuePatterns } from './digits.ts';
import { planeSumsCost, sumPlanes } from './planeSums.ts';
import { requireCanonical, requireInput } from './witness.ts';

/** Bits of a weight: the largest is below 2^31. */
const WEIGHT_BITS = 32;

/** Approximate cost of a row's weighted sum and blinder, in microseconds. */
const ROW_COST = 120;

/**
 * Whether rows are committed from planes: with a single digit, the rows are themselves the planes,
 * and the proof commits to none.
 */
export function commitsByPlanes(sizes: PlanesSizes): boolean {
  return sizes.weights.length > 1;
}

/**
 * Commits to the rows of an input. The commitments are those of `Kernel.commitRows`, and
 * `prepared` has the sums over planes 1 … b − 1 of every row, which are as secret as the input.
 *
 * @param input - with a shape for which `commitsByPlanes` holds
 * @throws RangeError if a coordinate is beyond the bound, or the input malformed
 */
export async function commitRowsWith(
  generators: OpeningGenerators,
  input: PlanesInput,
  work?: WorkOptions,
): Promise<PreparedRows> {
  requireInput(input);
  const sizes = planesSizes(input);
  const { rows, rowLength, weights } = sizes;
  const bits = weights.length;
  const pace = new Pace(work, planeSumsCost(sizes, 0) + rows * ROW_COST);
  return inWorkspace(async (workspace) => {
    requireCanonical(workspace, input.blinders);
    const { comb, columns } = proverBasis(workspace, generators, rowLength);
    const { patterns } = valuePatterns(workspace, sizes, input, rows * rowLength);
    const sums = await sumPlanes(workspace, sizes, columns, patterns, 0, pace);
    const points = writePoints(workspace, sums, rows * bits);
    const planes = readSummands(workspace, points);
    const factors = integersToBytes(weights);
    const shifts = shiftsOf(workspace, sizes, columns, input.length);
    const committed = identities(workspace, rows);
    for (let row = 0; row < rows; row++) {
      const sum = committed + row * EXTENDED_BYTES;
      const own = sliceSummands(planes, row * bits, (row + 1) * bits);
      addProducts(workspace, sum, own, factors, WEIGHT_BITS);
      workspace.wasm.addPoints(sum, row === rows - 1 ? shifts.last : shifts.whole, 1);
      await pace.step(ROW_COST);
    }
    addBlinders(workspace, committed, comb, input.blinders);
    const prepared = withoutFirst(points, rows, bits);
    points.fill(0);
    pace.finish();
    return { commitments: writePoints(workspace, committed, rows), prepared };
  });
}

/** The encoded points −B · Σ_i G_i over the columns of a whole row, and of the last one. */
function shiftsOf(
  workspace: Workspace,
  { rows, rowLength, shift }: PlanesSizes,
  columns: Summands,
  length: number,
): { readonly whole: number; readonly last: number } {
  const ones = (count: number): Uint8Array => integersToBytes(new Array<bigint>(count).fill(1n));
  const minus = integersToBytes([FIELD_ORDER - shift]);
  const shiftOver = (count: number): number => {
    const bytes = workspace.scoped(() => {
      const sum = identities(workspace, 1);
      addProducts(workspace, sum, sliceSummands(columns, 0, count), ones(count), 1);
      const scaled = identities(workspace, 1);
      const summand = readSummands(workspace, writePoints(workspace, sum, 1));
      addProducts(workspace, scaled, summand, minus);
      return writePoints(workspace, scaled, 1);
    });
    return workspace.arena.put(bytes);
  };
  const last = length - (rows - 1) * rowLength;
  const whole = shiftOver(rowLength);
  return { whole, last: last === rowLength ? whole : shiftOver(last) };
}

/** The points of planes 1 … b − 1 of every row. */
function withoutFirst(points: Uint8Array, rows: number, bits: number): Uint8Array {
  const kept = new Uint8Array(rows * (bits - 1) * POINT_BYTES);
  for (let row = 0; row < rows; row++) {
    const start = (row * bits + 1) * POINT_BYTES;
    const own = points.subarray(start, start + (bits - 1) * POINT_BYTES);
    kept.set(own, row * (bits - 1) * POINT_BYTES);
  }
  return kept;
}
