import type { Policy } from '../session/policy.ts';
import type { ProofPolicy } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';

/** What a verifier trusts and demands. */
export interface VerifierPolicy {
  /** The digest of the roster that it trusts; 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** That roster itself, where it is at hand: its keys are then not parsed again. */
  readonly roster?: Roster | undefined;
  /** The coordinator's key, where it must be a certain one. */
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
  /** Corrupt clients that the thresholds must survive. */
  readonly maxCorrupt?: number | undefined;
  /** What it demands of range proofs; leave out where it demands none. */
  readonly proofs?: ProofPolicy | undefined;
  /** A client's own Commit envelope, which must be in the record unchanged. */
  readonly expectMine?: Uint8Array | undefined;
}

/**
 * What the policy of a client demands of the record of a session that it took part in: as many clients on the roster, and as
 * many inputs in the sum as the least threshold that it accepts.
 */
export function recordPolicy(policy: Policy): VerifierPolicy {
  const { rosterDigest, coordinatorKey, modelDigest, maxCorrupt, proofs } = policy;
  return {
    rosterDigest,
    coordinatorKey,
    modelDigest,
    minRosterSize: policy.minClients,
    minClients: policy.minThreshold,
    maxCorrupt,
    proofs,
  };
}
