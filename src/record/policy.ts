import type { EncodingPolicy } from '../session/encodingPolicy.ts';
import type { PinnedNumber } from '../session/pinned.ts';
import type { ProofPolicy } from '../session/proofPolicy.ts';
import type { Roster } from '../session/roster.ts';
import type { ShapePolicy } from '../session/shapePolicy.ts';

/** What a verifier trusts and demands. */
export interface VerifierPolicy extends ShapePolicy {
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
  /** Least number of included clients. */
  readonly minClients?: number | undefined;
  /** Corrupt clients that the thresholds must survive. */
  readonly maxCorrupt?: number | undefined;
  /** B, the bound of a coordinate: exactly this, or within a range. */
  readonly bound?: PinnedNumber | undefined;
  /** What the numbers of the sum mean. */
  readonly encoding?: EncodingPolicy | undefined;
  /** What it demands of range proofs; leave out where it demands none. */
  readonly proofs?: ProofPolicy | undefined;
  /** A client's own Commit envelope, which must be in the record unchanged. */
  readonly expectMine?: Uint8Array | undefined;
}
