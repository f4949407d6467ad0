import { isOpening } from '../crypto/commitment.ts';
import { hashToField } from '../crypto/field.ts';
import { deriveGenerators } from '../crypto/generators.ts';
import { sha256Bulk } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Session } from '../session/session.ts';
import { sumBytesPerCoordinate } from '../session/slots.ts';
import { sumToBytes } from './sumBytes.ts';

/** A sum with the commitments that it is claimed to open. */
export interface Opening {
  /** The root over the included clients and their Commit envelopes. */
  readonly root: Uint8Array;
  /** Each included client's row commitments: points on the curve. */
  readonly commitments: readonly Uint8Array[];
  /** S */
  readonly sum: Float64Array;
  /** R */
  readonly blinders: Uint8Array;
}

/** Whether Σ_u C_u = Commit(S; R) in every row, folded with a challenge over the whole claim. */
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

/** The first coordinate of a sum over `included` clients that no inputs within ±B can reach, or −1. */
export function outOfRange(session: Session, included: number, sum: Float64Array): number {
  const limit = included * session.parameters.bound;
  for (let i = 0; i < sum.length; i++) if (Math.abs(sum[i]!) > limit) return i;
  return -1;
}
