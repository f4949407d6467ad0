import type { EventOf, SessionEvent } from './event.ts';

/** An event with its place in its session: 0, 1, 2, … without a gap. */
export interface StoredEvent {
  readonly place: number;
  readonly event: SessionEvent;
}

/** A store that cannot be read or written; nothing was acknowledged that it does not hold. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether it may pass without anyone's doing, such as a database that is being started again. */
  readonly passing: boolean;

  constructor(message: string, options: ErrorOptions & { readonly passing?: boolean } = {}) {
    super(message, options);
    this.passing = options.passing ?? false;
  }
}

/** Events in the middle of a session are gone: what is left of it leads to another state than it had. */
export class MissingEvent extends StoreError {
  constructor(session: string, place: number) {
    super(`event ${place} of session ${session} is missing`);
  }
}

/** Where the heads of sessions are kept, elsewhere than their events; see `Head`. Every method throws StoreError. */
export interface HeadPlace {
  /** Whether it is the place in which it was made. The heads in a copy may be as old as what they are about. */
  readonly inPlace: boolean;
  /** Digests, in hexadecimal, of the sessions that it has a head of. */
  sessions(): Promise<readonly string[]>;
  read(session: string): Promise<Uint8Array | undefined>;
  /** Replaces a head, whole or not at all; kept for good when it resolves. */
  write(session: string, head: Uint8Array): Promise<void>;
  /** Makes a copy a separate place: call it when no copied session is open any more. */
  settle(): Promise<void>;
}

/** Another session has the round: participants take part in one alone. */
export class RoundTaken extends StoreError {
  /** The digest of the session that has it, in hexadecimal. */
  readonly session: string;

  constructor(task: string, round: number, session: string) {
    super(`round ${round} of task ${task} was opened before, as session ${session}`);
    this.session = session;
  }
}

/** Told where something was appended, perhaps by another process; without a session, anything may have been. */
export type News = (session?: string, place?: number) => void;

/**
 * Where a coordinator keeps what happened: for each session a list of events that only grows, from its opening to its end. An
 * event is kept for good before `append` resolves; the order of the places is the order in which events count, for every
 * process that reads. Every method throws StoreError where the store cannot be reached or read.
 */
export interface EventStore {
  /** Where the heads of its sessions are; `undefined` where they have none. */
  readonly heads: HeadPlace | undefined;
  /** Why a session without a head may have had more events than it has now; `undefined` where nothing says so. */
  restored(session: string): Promise<string | undefined>;
  /** Digests, in hexadecimal, of all sessions that were opened. */
  sessions(): Promise<readonly string[]>;
  /**
   * Begins a session's list, unless its round has one already.
   *
   * @param round - stands for the task's round: no two sessions have the same
   * @returns the session that has the round: this one, or an earlier one
   */
  open(session: string, round: string, event: EventOf<'opened'>): Promise<string>;
  /** Adds an event; resolves to its place, or to `undefined` where the list has its end already. */
  append(session: string, event: SessionEvent): Promise<number | undefined>;
  /** Events from a place on, in order, at least up to the last one at the time of the call. */
  read(session: string, from: number): AsyncIterable<StoredEvent>;
  /** One event, or `undefined` where there is none yet. */
  event(session: string, place: number): Promise<SessionEvent | undefined>;
  /** The latest event. */
  last(session: string): Promise<StoredEvent | undefined>;
  /**
   * Does work for a session that need not be done twice: processes that share the store do it one after another. That is to spare
   * work; nothing may rest on it, since who has lost its connection may still be at it.
   */
  exclusively<T>(session: string, work: () => Promise<T>): Promise<T>;
  /** Tells of what is appended by other processes, within seconds, from now on until the store is closed. Called once. */
  follow(news: News): Promise<void>;
  /** Resolves where the store can be written now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
