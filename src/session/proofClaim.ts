import type { ProofClaim } from '../proofs/system.ts';
import type { ClientId } from './party.ts';
import type { Session } from './session.ts';

/**
 * The claim that a client of a session with range proofs has to prove about its row commitments.
 *
 * @throws Error if the session has no proofs
 */
export function claimOf(session: Session, client: ClientId, commitments: Uint8Array): ProofClaim {
  const { length, rowLength, bound, proofs } = session.parameters;
  if (proofs.system === 'none') throw new Error('nothing is claimed in a session without proofs');
  const { statement } = proofs;
  return {
    statement,
    sessionDigest: session.digest,
    client,
    length,
    rowLength,
    bound,
    commitments,
  };
}
