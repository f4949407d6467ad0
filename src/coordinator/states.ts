import type { FieldElement } from '../crypto/field.ts';
import type { OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Signed } from '../messages/signed.ts';
import type { AdvertiseBody } from '../messages/advertise.ts';
import type { ShareLeaf } from '../messages/share.ts';
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
/** While they reveal shares. */
export type CollectingAnswers = OneShot<'unmask', UnmaskContents>;

/** Phase 0. */
export interface AdvertiseContents {
  readonly context: CoordinatorContext;
  readonly transcriptHash: Uint8Array;
  readonly advertised: Submissions<AdvertiseBody>;
}

/** What a dealer stands by. */
export interface Dealing {
  readonly seedDigest: Uint8Array;
  /** What the client's commitments will hash to. */
  readonly commitmentDigest: Uint8Array;
  /** One leaf for each client of the Advertise list, in its order. */
  readonly leaves: ReadonlyMap<ClientId, ShareLeaf>;
  /** The way from each leaf to the root, in the same order. */
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Phase 1. */
export interface ShareContents {
  readonly context: CoordinatorContext;
  /** The transcript hash up to the Advertise list: what keys are derived under. */
  readonly transcriptHash: Uint8Array;
  /** The `advertised` envelope. */
  readonly advertised: Uint8Array;
  /** Advertised keys, ascending. */
  readonly keys: ReadonlyMap<ClientId, AdvertiseBody>;
  readonly shared: Submissions<Dealing>;
}

/** What the coordinator knows of the clients from phase 2 on. */
interface Dealt {
  readonly context: CoordinatorContext;
  readonly transcriptHash: Uint8Array;
  /** The transcript hash that keys are derived under. */
  readonly keyTranscript: Uint8Array;
  /** The `advertised` envelope: it holds every client's Advertise. */
  readonly advertised: Uint8Array;
  /** The `shared` envelope, which goes into the record: it holds the digest of every commitment. */
  readonly shared: Uint8Array;
  /** The transcript hash up to it. */
  readonly sharedTranscript: Uint8Array;
  readonly keys: ReadonlyMap<ClientId, AdvertiseBody>;
  readonly dealings: ReadonlyMap<ClientId, Dealing>;
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
  readonly committed: Submissions<Committed>;
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
  readonly confirmed: Submissions<null>;
}

/** One holder's shares: of each dealer's secret, the one that was asked for. */
export type Answer = ReadonlyMap<ClientId, FieldElement>;

/** One of the t answers that secrets are rebuilt from. */
export interface HolderAnswer {
  readonly holder: ClientId;
  readonly shares: Answer;
}

/** Phase 4. */
export interface UnmaskContents extends Agreed {
  /** The quorum: Confirm envelopes, ascending. */
  readonly confirms: readonly Signed[];
  /** Clients that dealt shares and are not included, ascending. */
  readonly dropped: readonly ClientId[];
  readonly answers: Submissions<Answer>;
}
