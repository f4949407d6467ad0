/** Sums of generators over digit planes: what commitments to planes are without their blinders. */
import type { Pace } from '../../../kernel/pace.ts';
import { addPlanes, type Patterns } from '../../../kernel/planes/digits.ts';
import { identities, type Summands } from '../../../kernel/planes/points.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import type { PlanesSizes } from '../sizes.ts';

/** Number of columns whose subset sums make one table. */
const GROUP = 8;

/** Approximate costs of a table and an addition, in microseconds. */
const TABLE_COST = 150;
const ADDITION_COST = 0.5;

/** Approximate cost of `sumPlanes`, in microseconds. */
export function planeSumsCost({ rows, weights, rowLength }: PlanesSizes, least: number): number {
  const planes = rows * (weights.length - least);
  return (rowLength / GROUP) * (TABLE_COST + planes * ADDITION_COST);
}

/**
 * Sums the generators over planes `least` … b − 1 of every row.
 *
 * @returns the address of the sums in extended coordinates, row by row
 */
export async function sumPlanes(
  workspace: Workspace,
  { rows, rowLength, weights }: PlanesSizes,
  columns: Summands,
  patterns: Patterns,
  least: number,
  pace: Pace,
): Promise<number> {
  const bits = weights.length;
  const planes = rows * (bits - least);
  const sums = identities(workspace, Math.max(planes, 1));
  for (let first = 0; planes > 0 && first < rowLength; first += GROUP) {
    addPlanes(workspace, sums, columns, patterns, { first, columns: rowLength, rows, least, bits });
    await pace.step(TABLE_COST + planes * ADDITION_COST);
  }
  return sums;
}
