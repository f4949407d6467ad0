import type { ProofClaim } from '../proofs/system.ts';
import type { ClientId } from './party.ts';
import type { Session } from './session.ts';

/** What a client of a session with proofs claims about its row commitments. */
export function claimOf(session: Session, client: ClientId, commitments: Uint8Array): ProofClaim {
  const { length, rowLength, bound, proofs } = session.parameters;
  return {
    sessionDigest: session.digest,
    client,
    length,
    rowLength,
    bound,
    maxSquaredNorm: proofs.kind === 'l2' ? proofs.maxSquaredNorm : undefined,
    commitments,
  };
}
