import type { Accusation } from '../messages/accusations.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import type { KeyRequirements } from '../messages/keys.ts';
import type { Signed } from '../messages/signed.ts';
import type { Accusers, ReadShares } from '../schemes/coordinator.ts';
import type { OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { CoordinatorContext } from './context.ts';
import type { Accepted, Submissions } from './submissions.ts';

/** Phase 0: collecting the clients' keys. */
export type CollectingKeys = OneShot<'advertise', AdvertiseContents>;
/** Phase 1: collecting dealt shares and commitment digests. */
export type CollectingShares = OneShot<'share', ShareContents>;
/** Phase 2: collecting row commitments and masked payloads. */
export type CollectingCommitments = OneShot<'commit', CommitContents>;
/** Phase 3: collecting signatures over the included set. */
export type CollectingConfirmations = OneShot<'confirm', ConfirmContents>;
/** Phase 4: collecting answers to the scheme's request. */
export type CollectingAnswers = OneShot<'unmask', UnmaskContents>;

/** The state of a coordinator in its open phase. */
export type CoordinatorState =
  | CollectingKeys
  | CollectingShares
  | CollectingCommitments
  | CollectingConfirmations
  | CollectingAnswers;

/** Contents in phase 0. */
export interface AdvertiseContents {
  readonly context: CoordinatorContext;
  readonly transcriptHash: Uint8Array;
  readonly requirements: KeyRequirements;
  readonly submissions: Submissions<AdvertiseBody>;
}

/** What is kept of an accepted Share. */
export interface Dealing {
  /** The digest that the client's row commitments must have in phase 2. */
  readonly commitmentDigest: Uint8Array;
  /** What the scheme read from it. */
  readonly scheme: unknown;
}

/** Contents in phase 1. */
export interface ShareContents {
  readonly context: CoordinatorContext;
  /** The transcript hash after the `advertised` broadcast. */
  readonly transcriptHash: Uint8Array;
  /** The same: all keys are derived under it. */
  readonly keyTranscript: Uint8Array;
  /** The `advertised` envelope. */
  readonly advertised: Uint8Array;
  /** The scheme's part of each Advertise in the list, ascending by client. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  readonly submissions: Submissions<Dealing>;
}

/** Contents that phases 2 to 4 share. */
interface Dealt {
  readonly context: CoordinatorContext;
  /** The transcript hash after the last broadcast. */
  readonly transcriptHash: Uint8Array;
  /** The transcript hash after the `advertised` broadcast, under which all keys are derived. */
  readonly keyTranscript: Uint8Array;
  readonly readShares: ReadShares;
  /** The `advertised` envelope, which contains every client's Advertise envelope. */
  readonly advertised: Uint8Array;
  /**
   * The `shared` envelope, which contains every commitment digest. It becomes part of the record.
   */
  readonly shared: Uint8Array;
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  /** What the scheme read from each dealer's Share. */
  readonly dealings: ReadonlyMap<ClientId, unknown>;
  /** Sum of the payloads, `session.payloadBytes` bytes; from phase 3 on, of the included clients. */
  readonly total: Uint8Array;
}

/** Bytes of an attachment. */
export interface Place {
  /** The first byte. */
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/** What is kept of an accepted Commit. */
export interface Committed {
  /** The dealers that it accuses. */
  readonly accusations: readonly Accusation[];
  /** The client's row commitments; every point is on the curve. */
  readonly commitments: Uint8Array;
  /** The client's range proofs; empty if the session has none. */
  readonly proofs: Uint8Array;
  /** Where the masked payload is in the attachment. It is in the total already. */
  readonly payload: Place;
  /** What the scheme has read of the payload, until phase 2 is closed. */
  readonly read?: unknown;
}

/** Contents in phase 2. */
export interface CommitContents extends Dealt {
  /** The digest of each dealer's row commitments, from its Share. */
  readonly commitmentDigests: ReadonlyMap<ClientId, Uint8Array>;
  readonly submissions: Submissions<Committed>;
}

/** Contents that phases 3 and 4 share: the included set is fixed. */
interface Agreed extends Dealt {
  /** Ascending by client. */
  readonly included: ReadonlyMap<ClientId, Accepted<Committed>>;
  /** The `included` envelope, and the `unmasking` one once it was sent. */
  readonly sentSince: readonly Uint8Array[];
  readonly accusers: Accusers;
  /** Merkle root of the included set. */
  readonly root: Uint8Array;
}

/** Contents in phase 3. */
export interface ConfirmContents extends Agreed {
  readonly submissions: Submissions<null>;
}

/** Contents in phase 4. */
export interface UnmaskContents extends Agreed {
  /** The transcript hash after the `included` broadcast, which the quorum signed. */
  readonly confirmedTranscript: Uint8Array;
  /** Confirm envelopes of the quorum, ascending by client. */
  readonly confirms: readonly Signed[];
  /** Who signed them. */
  readonly confirmed: ReadonlySet<ClientId>;
  /** What the scheme read from each answer. */
  readonly submissions: Submissions<unknown>;
}
