import type { Policy } from '../session/policy.ts';
import type { EncodingPolicy } from '../session/encodingPolicy.ts';
import type { PinnedNumber } from '../session/pinned.ts';
import type { ProofPolicy } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';
import type { SchemePolicy } from '../session/schemePolicy.ts';
import type { ShapePolicy } from '../session/shapePolicy.ts';

/** What a verifier requires of a record. Fields that are omitted require nothing. */
export interface VerifierPolicy extends ShapePolicy, SchemePolicy {
  /** Digest of the trusted roster, 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** That roster, if available; saves parsing its keys again. */
  readonly roster?: Roster | undefined;
  /** The required coordinator key, 32 bytes. */
  readonly coordinatorKey?: Uint8Array | undefined;
  /** The required task and round. */
  readonly task?: string | undefined;
  readonly round?: number | undefined;
  /** Digest of the model that the inputs must have been computed from, 32 bytes. */
  readonly modelDigest?: Uint8Array | undefined;
  /** Digest of the layout that the inputs must have, 32 bytes, from `layoutDigest`. */
  readonly layoutDigest?: Uint8Array | undefined;
  /** Minimum number of clients on the roster. */
  readonly minRosterSize?: number | undefined;
  /** Minimum number of included clients. */
  readonly minClients?: number | undefined;
  /** Number of corrupt clients that the thresholds must tolerate. */
  readonly maxCorrupt?: number | undefined;
  /** The bound B: exactly this, or within a range. */
  readonly bound?: PinnedNumber | undefined;
  /** The required encoding of inputs. */
  readonly encoding?: EncodingPolicy | undefined;
  /** Required range proofs. */
  readonly proofs?: ProofPolicy | undefined;
  /**
   * A client's Commit envelope (`ClientSession.receipt`), which the record must contain unchanged.
   */
  readonly expectMine?: Uint8Array | undefined;
}

/**
 * Derives a verifier's policy from the policy of a client that took part: the client's least n is
 * required of the roster, and its least t of the number of inputs in the sum.
 */
export function recordPolicy(policy: Policy): VerifierPolicy {
  const { rosterDigest, coordinatorKey, modelDigest, layoutDigest, maxCorrupt, proofs } = policy;
  const { bound, encoding, length, rowLength, schemes } = policy;
  return {
    rosterDigest,
    coordinatorKey,
    modelDigest,
    layoutDigest,
    minRosterSize: policy.minClients,
    minClients: policy.minThreshold,
    maxCorrupt,
    bound,
    encoding,
    length,
    rowLength,
    schemes,
    proofs,
  };
}
