import { type BroadcastType } from '../../messages/table.ts';
import type { JoinOptions } from '../../client/join.ts';
import type { RandomSource } from '../../crypto/random.ts';
import type { RangeVerifier } from '../../proofs/system.ts';
import type { Report } from '../../record/verify.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { Claim } from '../../session/ledger.ts';
import type { Abort } from '../../session/outcome.ts';
import type { Session } from '../../session/session.ts';

import type { SessionGone } from './coordinatorApi.ts';
import type { SearchStatus, Sought } from './findSession.ts';
import type { Journal } from './journal/journal.ts';
import type { ApiOptions } from './requests.ts';
import type { SendOptions } from './sendMessage.ts';

/** What a participant needs to take part in a task's round over HTTP. */
export interface TakePartOptions
  extends
    Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'work' | 'input' | keyof Sought>,
    ApiOptions,
    SendOptions,
    Sought {
  /**
   * The input, once the session is known and has passed the policy: d integers within ±B. What it draws must come from
   * `random`, so that a process that takes the participation up again gets the same.
   */
  readonly input: (session: Session, random: RandomSource) => Int32Array;
  /** Checks the proofs in the record, for sessions that ask for them; see `veilsum/snark`. */
  readonly checker?: RangeVerifier | undefined;
  /** Notes with which a later process goes on where this one stopped; see `openLevelJournal`. */
  readonly journal?: Journal | undefined;
  /** Told why there is no session to join yet, at first and whenever that changes. */
  readonly onSearch?: ((status: SearchStatus) => void) | undefined;
  /** Called when the ledger has given something to this participation: from then on it is used up, whatever comes of the session. */
  readonly onClaim?: ((claim: Claim) => void) | undefined;
  /**
   * Keeps the receipt: called once Commit was sent, by which this client finds itself in the record, whatever becomes of the
   * session; after a restart perhaps again.
   */
  readonly onReceipt?: ((receipt: Uint8Array) => void | Promise<void>) | undefined;
  /** Keeps the outcome. With a journal, a record that this did not resolve for is fetched by the next call. */
  readonly keep?: ((participated: Participated) => Promise<void>) | undefined;
  /** Called when this client begins to wait for a message of the coordinator. */
  readonly onPhase?: ((phase: BroadcastType | 'record') => void) | undefined;
  /** Progress of the long work: committing, then masking. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** How a participation ended. */
export type Participated =
  /** With what this client found when it checked the record, with its own commitment in hand. */
  | FetchedRecord
  /** This client ended it, as a check failed; with the session, where it had joined one: see `evidenceOf`. */
  | (Abort & Unpublished & { readonly session?: Session })
  /** The coordinator ended it, or went on without this client. */
  | (SessionGone & Unpublished)
  /** The coordinator turned down this client's message. */
  | ({
      readonly kind: 'refused';
      readonly code: CheckName;
      readonly message: string;
    } & Unpublished);

/** What is left of a participation without a record. */
export interface Unpublished {
  /** Its Commit envelope, once it was sent: a record may come of the session all the same. */
  readonly receipt?: Uint8Array | undefined;
}

/** How a participant takes part, under which checks. */
export type Participation = TakePartOptions & { readonly checks: EnabledChecks };

/** A record with what its participant found in it. */
export interface FetchedRecord {
  readonly kind: 'published';
  readonly record: Uint8Array;
  /** What the participant found when it checked the record, with its own commitment in hand. */
  readonly report: Report;
  /** Its Commit envelope, to find itself in the record by. */
  readonly receipt: Uint8Array;
}
