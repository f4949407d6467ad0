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

/** What a participant needs to take part in one round of a task over HTTP. */
export interface TakePartOptions
  extends
    Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'work' | 'input' | keyof Sought>,
    ApiOptions,
    SendOptions,
    Sought {
  /**
   * Returns the input: d integers within ±B. Called only once the session is known and has passed
   * the policy's checks. Any randomness that it uses must come from `random`, so that a process
   * that resumes the participation computes the same input.
   */
  readonly input: (session: Session, random: RandomSource) => Int32Array;
  /**
   * Verifies the range proofs in the record, for sessions that require them; see `veilsum/snark`.
   */
  readonly checker?: RangeVerifier | undefined;
  /**
   * Journal from which a later process can resume the participation; see `openLevelJournal`.
   * Without it, a participation that is interrupted cannot be resumed.
   */
  readonly journal?: Journal | undefined;
  /**
   * Called with the reason why there is no session to join yet, at first and whenever it changes.
   */
  readonly onSearch?: ((status: SearchStatus) => void) | undefined;
  /**
   * Called when the ledger has granted a claim to this participation. The round or input counts as
   * used from then on, even if the session fails.
   */
  readonly onClaim?: ((claim: Claim) => void) | undefined;
  /**
   * Stores the receipt, with which this client finds itself in the record. Called once Commit has
   * been sent, however the session ends later, and possibly again after a restart.
   */
  readonly onReceipt?: ((receipt: Uint8Array) => void | Promise<void>) | undefined;
  /**
   * Stores the outcome. With a journal, the next call of `takePart` fetches a record again for
   * which this did not resolve.
   */
  readonly keep?: ((participated: Participated) => Promise<void>) | undefined;
  /** Called when this client starts to wait for a message of the coordinator, or for the record. */
  readonly onPhase?: ((phase: BroadcastType | 'record') => void) | undefined;
  /**
   * Progress of the current long computation, from 0 to 1: committing, then proving and masking.
   */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** How a participation ended. */
export type Participated =
  /** The record was published; `report` has the result of verifying it. */
  | FetchedRecord
  /**
   * This client aborted because a check failed. `session` is present if it had joined one: see
   * `evidenceOf`.
   */
  | (Abort & Unpublished & { readonly session?: Session })
  /** The session ended, or went on without this client. */
  | (SessionGone & Unpublished)
  /** The coordinator rejected this client's message. */
  | ({
      readonly kind: 'refused';
      readonly code: CheckName;
      readonly message: string;
    } & Unpublished);

/** Common to all outcomes without a record. */
export interface Unpublished {
  /**
   * The client's Commit envelope, if it was sent. The session may still publish a record with it.
   */
  readonly receipt?: Uint8Array | undefined;
}

/** Options of a participation, with the checks that are enabled. */
export type Participation = TakePartOptions & { readonly checks: EnabledChecks };

/** A published record, as its participant verified it. */
export interface FetchedRecord {
  readonly kind: 'published';
  readonly record: Uint8Array;
  /**
   * The result of verifying the record, including that it contains the participant's commitment.
   */
  readonly report: Report;
  /** The client's Commit envelope, with which it finds itself in the record. */
  readonly receipt: Uint8Array;
}
