/** c, the coordinates of a committed row: always a power of two. */
import { PROOF_SYSTEMS } from '../proofs/registry.ts';
import { MAX_ROW_LENGTH } from './limits.ts';
import type { ProofDemand } from './proofDemand.ts';

/** Rows of sessions without proofs are at most this long, and at least the other: longer ones cost more than they save. */
const LONGEST = 4096;
const SHORTEST = 8;

/**
 * The row length of a session that names none.
 *
 * @param shape - d, coordinates of an input, and B, their bound
 * @returns `undefined` where it is that of the keys in use
 */
export function chosenRowLength(
  proofs: ProofDemand,
  shape: { readonly length: number; readonly bound: number },
): number | undefined {
  if (proofs.system !== 'none') {
    return PROOF_SYSTEMS[proofs.system].rowLength(proofs.statement, shape);
  }
  return Math.min(LONGEST, Math.max(SHORTEST, powerOfTwoFrom(shape.length)));
}

/** What is wrong with a row length, or `undefined`. */
export function rowLengthProblem(rowLength: number): string | undefined {
  return Number.isInteger(Math.log2(rowLength)) && rowLength <= MAX_ROW_LENGTH
    ? undefined
    : `rows must have a power of two of coordinates, at most ${MAX_ROW_LENGTH}, not ${rowLength}`;
}

/** The least power of two from a number on. */
function powerOfTwoFrom(least: number): number {
  return least <= 1 ? 1 : 2 ** (least - 1).toString(2).length;
}
