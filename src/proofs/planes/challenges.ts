/** Fiat–Shamir for proofs of this system: what their challenges begin with, and the order of their messages. */
import { sha256, tupleHash } from '../../crypto/tupleHash.ts';
import { type Conversation, ProofWriter, readMessages } from '../conversation.ts';
import { groupsDigest } from './groups.ts';
import type { PlanesSizes } from './sizes.ts';
import type { PlanesClaim } from './statement.ts';
import { proofSteps } from './steps.ts';

/** The name of this kind of proof in the domains of hashes. */
export const KIND = 'planes';

/** Initial state of the chain: a hash of the whole statement. */
export function statementState(claim: PlanesClaim): Uint8Array {
  const { sessionDigest, client, kind, length, rowLength, commitments } = claim;
  const fields = [sessionDigest, client, kind, length, rowLength] as const;
  const rows = sha256(commitments);
  const domain = 'veilsum-1/planes/statement';
  switch (kind) {
    case 'linf':
      return tupleHash(domain, ...fields, claim.bound, 0, rows);
    case 'l2':
      return tupleHash(domain, ...fields, claim.bound, claim.maxSquaredNorm, rows);
    case 'one-hot':
      return tupleHash(domain, ...fields, 1, 0, rows, groupsDigest(claim.groups));
  }
}

/** The prover's side of the proof of a claim. */
export function proofWriter(claim: PlanesClaim, sizes: PlanesSizes): ProofWriter {
  return new ProofWriter({ kind: KIND, state: statementState(claim) }, proofSteps(sizes));
}

/**
 * The verifier's side: splits a proof into its messages, and derives all challenges.
 *
 * @param proof - of the length that follows from `sizes`
 */
export function readProof(claim: PlanesClaim, sizes: PlanesSizes, proof: Uint8Array): Conversation {
  return readMessages({ kind: KIND, state: statementState(claim) }, proofSteps(sizes), proof);
}
