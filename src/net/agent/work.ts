import type { BroadcastType } from '../../messages/table.ts';
import type { Claim } from '../../session/ledger.ts';
import type { SearchStatus } from '../participant/findSession.ts';
import type { NamedBytes } from './connection.ts';
import type { OpenSessions } from './openSessions.ts';
import type { AgentParty } from './party.ts';

/** What an agent answers. */
export interface Answer {
  readonly result: object;
  readonly frames?: readonly NamedBytes[];
}

/** What a client is told while a request is worked on. */
export type WorkEvent =
  /** Why there is no session to join yet. */
  | { readonly event: 'search'; readonly status: SearchStatus }
  /** The ledger has granted it: it is used up from now on. */
  | { readonly event: 'claim'; readonly kind: Claim['kind'] }
  /** The coordinator's message of this phase is waited for. */
  | { readonly event: 'phase'; readonly phase: BroadcastType | 'record' }
  /** Of the computation, from 0 to 1. */
  | { readonly event: 'progress'; readonly fraction: number }
  /** An interrupted participation in an earlier round will not be resumed any more. */
  | { readonly event: 'given-up'; readonly round: number };

/** What the work on one request gets. */
export interface Work {
  readonly party: AgentParty;
  readonly sessions: OpenSessions;
  readonly signal: AbortSignal;
  /** Tells the client how the request gets on. */
  readonly tell: (event: WorkEvent) => void;
  /** Sends the outcome of a participation; resolves once the client has it. */
  readonly deliver: (outcome: Outcome) => Promise<void>;
}

/** The outcome of a participation: an answer, or why there is none. */
export type Outcome = Answer | Failure;

/** Why a request was not done. */
export interface Failure {
  readonly error: {
    readonly kind: FailureKind;
    readonly code: string;
    readonly message: string;
    /** What a participation has used up in the ledger, where one was begun. */
    readonly spent?: 'nothing' | 'round' | 'input' | undefined;
    /** Whether the journal has the participation, so that the same request resumes it. */
    readonly resumable?: true | undefined;
  };
  readonly frames?: readonly NamedBytes[];
}

/** Which kind of failure it is: each is another exception in a client. */
export type FailureKind =
  /** A check of this participant failed: it ended the participation, or did not begin it. */
  | 'rejected'
  /** The coordinator ended the session, or went on without this participant. */
  | 'ended'
  /** The coordinator turned down a message of this participant. */
  | 'refused'
  /** The record does not verify. */
  | 'invalid-record'
  /** The values, or what was said about them, do not fit the session. */
  | 'input'
  /** The coordinator cannot be asked. */
  | 'unreachable'
  /** The ledger or the journal cannot be read or written. */
  | 'storage'
  /** The request was stopped: by its client, by its timeout, or with the agent. */
  | 'stopped'
  /** The request is not one. */
  | 'request'
  /** A defect. */
  | 'internal';
