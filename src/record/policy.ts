import type { Policy } from '../session/policy.ts';
import type { EncodingPolicy } from '../session/encodingPolicy.ts';
import type { PinnedNumber } from '../session/pinned.ts';
import type { ProofPolicy } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';
import type { ShapePolicy } from '../session/shapePolicy.ts';

/** What a verifier trusts and requires. */
export interface VerifierPolicy extends ShapePolicy {
  /** The digest of the roster that it trusts; 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** That roster itself, if available: its keys are then not parsed again. */
  readonly roster?: Roster | undefined;
  /** The required coordinator's key. */
  readonly coordinatorKey?: Uint8Array | undefined;
  /** The task and the round that the record must be of. */
  readonly task?: string | undefined;
  readonly round?: number | undefined;
  /** Digest of the model that the inputs must have been computed from. */
  readonly modelDigest?: Uint8Array | undefined;
  /** Least number of clients that the session is over. */
  readonly minRosterSize?: number | undefined;
  /** Least number of included clients. */
  readonly minClients?: number | undefined;
  /** Corrupt clients that the thresholds must tolerate. */
  readonly maxCorrupt?: number | undefined;
  /** B, the bound of a coordinate: exactly this, or within a range. */
  readonly bound?: PinnedNumber | undefined;
  /** What the numbers of the sum mean. */
  readonly encoding?: EncodingPolicy | undefined;
  /** Required range proofs; leave out to require none. */
  readonly proofs?: ProofPolicy | undefined;
  /** A client's own Commit envelope, which must be in the record unchanged. */
  readonly expectMine?: Uint8Array | undefined;
}

/**
 * What a client's policy requires of the record of a session in which it took part: as many clients
 * on the roster, and as many inputs in the sum as the least threshold that it accepts.
 */
export function recordPolicy(policy: Policy): VerifierPolicy {
  const { rosterDigest, coordinatorKey, modelDigest, maxCorrupt, proofs } = policy;
  const { bound, encoding, length, rowLength } = policy;
  return {
    rosterDigest,
    coordinatorKey,
    modelDigest,
    minRosterSize: policy.minClients,
    minClients: policy.minThreshold,
    maxCorrupt,
    bound,
    encoding,
    length,
    rowLength,
    proofs,
  };
}
