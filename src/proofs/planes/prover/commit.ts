/** Commitments to the digit planes, and to the rows of extra digits. */
import type { Pace } from '../../../kernel/pace.ts';
import { addPlanes } from '../../../kernel/planes/digits.ts';
import { addBlinders, identities, writePoints } from '../../../kernel/planes/points.ts';
import { integersToBytes, type Workspace } from '../../../kernel/planes/workspace.ts';
import { commitVector, type ProverBasis } from '../opening/basis.ts';
import type { DrawElements } from '../opening/mask.ts';
import type { PlanesSizes } from '../sizes.ts';
import type { WitnessDigits } from './digits.ts';

/** Number of columns whose subset sums make one table. */
const GROUP = 8;

/** Approximate costs of a table, an addition and a blinder, in microseconds. */
const TABLE_COST = 150;
const ADDITION_COST = 0.5;
const BLINDER_COST = 20;

/** The points of the proof's first message, and their blinders in the same order, 32 bytes each. */
export interface CommittedPlanes {
  readonly points: Uint8Array;
  readonly blinders: Uint8Array;
}

/** Approximate cost of `commitPlanes`, in microseconds. */
export function planesCost({ rows, weights, rowLength }: PlanesSizes): number {
  const planes = rows * (weights.length - 1);
  return (rowLength / GROUP) * (TABLE_COST + planes * ADDITION_COST) + planes * BLINDER_COST;
}

/** Commits to planes 1 … b − 1 of every row, then to every extra row. */
export async function commitPlanes(
  workspace: Workspace,
  sizes: PlanesSizes,
  basis: ProverBasis,
  digits: WitnessDigits,
  draw: DrawElements,
  pace: Pace,
): Promise<CommittedPlanes> {
  const { rows, extraRows, rowLength, weights } = sizes;
  const bits = weights.length;
  const planes = rows * (bits - 1);
  const blinders = draw(planes + extraRows);
  const sums = identities(workspace, Math.max(planes, 1));
  for (let first = 0; planes > 0 && first < rowLength; first += GROUP) {
    const layout = { first, columns: rowLength, rows, bits };
    addPlanes(workspace, sums, basis.columns, digits.patterns, layout);
    await pace.step(TABLE_COST + planes * ADDITION_COST);
  }
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
