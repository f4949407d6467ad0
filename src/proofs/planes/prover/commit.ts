/** Commitments to the digit planes, and to the rows of extra digits. */
import type { Pace } from '../../../kernel/pace.ts';
import { addBlinders, readExtended, writePoints } from '../../../kernel/planes/points.ts';
import { integersToBytes, type Workspace } from '../../../kernel/planes/workspace.ts';
import { commitVector, type ProverBasis } from '../opening/basis.ts';
import type { DrawElements } from '../opening/mask.ts';
import type { PlanesSizes } from '../sizes.ts';
import type { WitnessDigits } from './digits.ts';
import { planeSumsCost, sumPlanes } from './planeSums.ts';

/** Approximate cost of a blinder, in microseconds. */
const BLINDER_COST = 20;

/** The points of the proof's first message, and their blinders in the same order, 32 bytes each. */
export interface CommittedPlanes {
  readonly points: Uint8Array;
  readonly blinders: Uint8Array;
}

/** Approximate cost of `commitPlanes`, in microseconds. */
export function planesCost(sizes: PlanesSizes, isPrepared: boolean): number {
  const blinders = sizes.rows * (sizes.weights.length - 1) * BLINDER_COST;
  return blinders + (isPrepared ? 0 : planeSumsCost(sizes, 1));
}

/**
 * Commits to planes 1 … b − 1 of every row, then to every extra row.
 *
 * @param prepared - the sums over these planes, if they were made with the row commitments
 */
export async function commitPlanes(
  workspace: Workspace,
  sizes: PlanesSizes,
  basis: ProverBasis,
  digits: WitnessDigits,
  draw: DrawElements,
  pace: Pace,
  prepared: Uint8Array | undefined,
): Promise<CommittedPlanes> {
  const { rows, extraRows, rowLength, weights } = sizes;
  const planes = rows * (weights.length - 1);
  const blinders = draw(planes + extraRows);
  const sums =
    prepared === undefined
      ? await sumPlanes(workspace, sizes, basis.columns, digits.patterns, 1, pace)
      : readExtended(workspace, prepared);
  addBlinders(workspace, sums, basis.comb, blinders.subarray(0, 32 * planes));
  await pace.step(planes * BLINDER_COST);
  const points = new Uint8Array(64 * (planes + extraRows));
  points.set(writePoints(workspace, sums, planes));
  for (let row = 0; row < extraRows; row++) {
    const part = digits.extra.slice(row * rowLength, (row + 1) * rowLength).map(BigInt);
    const blinder = blinders.subarray(32 * (planes + row), 32 * (planes + row + 1));
    const point = commitVector(workspace, basis, integersToBytes(part), blinder);
    points.set(point, 64 * (planes + row));
  }
  return { points, blinders };
}
