import type { AdvertiseBody } from '../messages/advertise.ts';
import type { KeyRequirements } from '../messages/keys.ts';
import type { Signed } from '../messages/signed.ts';
import type { OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { CoordinatorContext } from './context.ts';
import type { Accepted, Submissions } from './submissions.ts';

/** The coordinator while clients advertise their keys. */
export type CollectingKeys = OneShot<'advertise', AdvertiseContents>;
/** While they deal their shares. */
export type CollectingShares = OneShot<'share', ShareContents>;
/** While they send commitments and masked payloads. */
export type CollectingCommitments = OneShot<'commit', CommitContents>;
/** While the included ones sign the set. */
export type CollectingConfirmations = OneShot<'confirm', ConfirmContents>;
/** While they answer what the scheme asks for. */
export type CollectingAnswers = OneShot<'unmask', UnmaskContents>;

/** Any of them. */
export type CoordinatorState =
  | CollectingKeys
  | CollectingShares
  | CollectingCommitments
  | CollectingConfirmations
  | CollectingAnswers;

/** Phase 0. */
export interface AdvertiseContents {
  readonly context: CoordinatorContext;
  readonly transcriptHash: Uint8Array;
  readonly requirements: KeyRequirements;
  readonly submissions: Submissions<AdvertiseBody>;
}

/** What a dealer stands by. */
export interface Dealing {
  /** What the client's commitments will hash to. */
  readonly commitmentDigest: Uint8Array;
  /** What the scheme has read. */
  readonly scheme: unknown;
}

/** Phase 1. */
export interface ShareContents {
  readonly context: CoordinatorContext;
  /** The transcript hash up to the Advertise list: what keys are derived under. */
  readonly transcriptHash: Uint8Array;
  /** The `advertised` envelope. */
  readonly advertised: Uint8Array;
  /** The scheme's part of each Advertise in the list, ascending by client. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  readonly submissions: Submissions<Dealing>;
}

/** What the coordinator knows of the clients from phase 2 on. */
interface Dealt {
  readonly context: CoordinatorContext;
  /** The transcript hash up to the last broadcast. */
  readonly transcriptHash: Uint8Array;
  /** The transcript hash that keys are derived under. */
  readonly keyTranscript: Uint8Array;
  /** The `advertised` envelope: it holds every client's Advertise. */
  readonly advertised: Uint8Array;
  /** The `shared` envelope, which goes into the record: it holds the digest of every commitment. */
  readonly shared: Uint8Array;
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
  /** What the scheme has read of each dealer's Share. */
  readonly dealings: ReadonlyMap<ClientId, unknown>;
  /** The running sum of all accepted payloads: one buffer, however many clients there are. With proofs, filled as phase 2 ends. */
  readonly total: Uint8Array;
}

/** What stays of a client's commitment. */
export interface Committed {
  /** Row commitments: points on the curve. */
  readonly commitments: Uint8Array;
  /** Its range proofs; no bytes in a session without. */
  readonly proofs: Uint8Array;
  /** The payload, until the proofs were checked; without proofs it went into the total at once. */
  readonly payload?: Uint8Array | undefined;
}

/** Phase 2. */
export interface CommitContents extends Dealt {
  /** What each dealer's commitments hash to. */
  readonly commitmentDigests: ReadonlyMap<ClientId, Uint8Array>;
  readonly submissions: Submissions<Committed>;
}

/** What the coordinator knows once the set is fixed. */
interface Agreed extends Dealt {
  /** Ascending. */
  readonly included: ReadonlyMap<ClientId, Accepted<Committed>>;
  /** The root over the included set. */
  readonly root: Uint8Array;
}

/** Phase 3. */
export interface ConfirmContents extends Agreed {
  readonly submissions: Submissions<null>;
}

/** Phase 4. */
export interface UnmaskContents extends Agreed {
  /** The transcript hash up to the included set: what the quorum signed. */
  readonly confirmedTranscript: Uint8Array;
  /** The quorum: Confirm envelopes, ascending. */
  readonly confirms: readonly Signed[];
  /** What the scheme has read of each answer. */
  readonly submissions: Submissions<unknown>;
}
