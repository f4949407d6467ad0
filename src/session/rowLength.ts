/** c, the number of coordinates in a committed row: always a power of two. */
import { PROOF_SYSTEMS } from '../proofs/registry.ts';
import { MAX_ROW_LENGTH } from './limits.ts';
import type { ProofDemand } from './proofDemand.ts';

/**
 * Limits of the default row length in sessions without proofs. Longer rows cost more than they
 * save.
 */
const LONGEST = 4096;
const SHORTEST = 8;

/**
 * The default row length of a session.
 *
 * @param shape - d and B
 * @returns `undefined` if it follows from the keys of the proof system and has to be given
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

/** Why a row length is not valid, or `undefined`. */
export function rowLengthProblem(rowLength: number): string | undefined {
  return Number.isInteger(Math.log2(rowLength)) && rowLength <= MAX_ROW_LENGTH
    ? undefined
    : `rows must have a power of two of coordinates, at most ${MAX_ROW_LENGTH}, not ${rowLength}`;
}

/** The least power of two that is at least `least`. */
function powerOfTwoFrom(least: number): number {
  return least <= 1 ? 1 : 2 ** (least - 1).toString(2).length;
}
