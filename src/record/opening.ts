import { isOpening } from '../crypto/commitment.ts';
import { hashToField } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { sha256Bulk } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Session } from '../session/session.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';
import { sumToBytes } from './sumBytes.ts';

/** A sum, with the commitments that it has to open. */
export interface Opening {
  /** Merkle root of the included set. */
  readonly root: Uint8Array;
  /** Each included client's row commitments; every point is on the curve. */
  readonly commitments: readonly Uint8Array[];
  /** S: d integers. */
  readonly sum: Float64Array;
  /** R: one element of F_ℓ for each row, 32 bytes each. */
  readonly blinders: Uint8Array;
}

/**
 * Whether Σ_u C_u = Commit(S; R) in every row. The rows are folded with a challenge that is hashed
 * from the whole claim.
 */
export async function opensCommitments(
  kernel: Kernel,
  session: Session,
  { root, commitments, sum, blinders }: Opening,
): Promise<boolean> {
  const { rowLength } = session.parameters;
  const sumBytes = sumToBytes(sum, sumBytesPerCoordinate(session.layout));
  const rowSums = kernel.sumPoints(commitments);
  const challenge = hashToField(
    'veilsum-1/fold',
    session.digest,
    root,
    await sha256Bulk(rowSums),
    await sha256Bulk(sumBytes),
    await sha256Bulk(blinders),
  );
  const generators = await deriveGenerators(kernel, Math.min(sum.length, rowLength));
  return isOpening(kernel, { rowSums, sum, blinders, rowLength, generators, challenge });
}

/** The index of the first coordinate that `included` inputs within ±B cannot add up to, or −1. */
export function outOfRange(session: Session, included: number, sum: Float64Array): number {
  const limit = included * session.parameters.bound;
  for (let i = 0; i < sum.length; i++) if (Math.abs(sum[i]!) > limit) return i;
  return -1;
}
