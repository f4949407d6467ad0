import type { EventOf, SessionEvent } from './event.ts';

/** An event with its place in its session: 0, 1, 2, …, without gaps. */
export interface StoredEvent {
  readonly place: number;
  readonly event: SessionEvent;
}

/** A range of the bytes of an encoded event. */
export interface EventRange {
  readonly place: number;
  /** The first byte. */
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/** The store could not be read or written. Everything acknowledged before is in it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether the failure may pass by itself, for example because a database is restarting. */
  readonly passing: boolean;

  constructor(message: string, options: ErrorOptions & { readonly passing?: boolean } = {}) {
    super(message, options);
    this.passing = options.passing ?? false;
  }
}

/** An event within a session is missing, so that the rest would lead to a different state. */
export class MissingEvent extends StoreError {
  constructor(session: string, place: number) {
    super(`event ${place} of session ${session} is missing`);
  }
}

/**
 * Storage for the heads of sessions, apart from their events; see `Head`. Every method throws
 * StoreError if it cannot be read or written.
 */
export interface HeadPlace {
  /**
   * Whether the storage is where it was created, rather than a copy. Heads in a copy may be as old
   * as the events.
   */
  readonly inPlace: boolean;
  /** Digests of the sessions that have a head, in hexadecimal. */
  sessions(): Promise<readonly string[]>;
  /** The sealed head of a session; `undefined` if there is none. */
  read(session: string): Promise<Uint8Array | undefined>;
  /** Replaces a head atomically; durable when it resolves. */
  write(session: string, head: Uint8Array): Promise<void>;
  /**
   * Declares a copy to be the original. Call it once every session that was open in the copy has
   * ended.
   */
  settle(): Promise<void>;
}

/** The round already has another session. Participants take part in only one. */
export class RoundTaken extends StoreError {
  /** The digest of that session, in hexadecimal. */
  readonly session: string;

  constructor(task: string, round: number, session: string) {
    super(`round ${round} of task ${task} was opened before, as session ${session}`);
    this.session = session;
  }
}

/**
 * Called when an event was appended at a place of a session, possibly by another process. Without a
 * session, any number of events may have been appended anywhere.
 */
export type News = (session?: string, place?: number) => void;

/**
 * Storage for a coordinator's sessions: for each one an append-only list of events, from its
 * opening to its end. An event is durable before `append` resolves, and the order of places is the
 * order in which events count for every process that reads them. Every method throws StoreError if
 * the store cannot be reached or read.
 */
export interface EventStore {
  /** Storage for the heads of its sessions; `undefined` if they have none. */
  readonly heads: HeadPlace | undefined;
  /** Why a session without a head may have lost events; `undefined` if nothing suggests it. */
  restored(session: string): Promise<string | undefined>;
  /** Digests of all sessions, in hexadecimal. */
  sessions(): Promise<readonly string[]>;
  /**
   * Starts a session's list with its first event, unless its round already has a session.
   *
   * @param round - Identifies the task's round; no two sessions have the same.
   * @returns the session of the round: this one, or an earlier one
   */
  open(session: string, round: string, event: EventOf<'opened'>): Promise<string>;
  /** Appends an event. Resolves to its place, or to `undefined` if the session has ended. */
  append(session: string, event: SessionEvent): Promise<number | undefined>;
  /**
   * The events from a place on, in order, including at least all that were stored before the call.
   */
  read(session: string, from: number): AsyncIterable<StoredEvent>;
  /** The event at a place; `undefined` if there is none yet. */
  event(session: string, place: number): Promise<SessionEvent | undefined>;
  /**
   * Ranges of events, each by itself, without reading the rest of a large event. A range beyond the end of its event is cut off there.
   */
  ranges(session: string, wanted: readonly EventRange[]): Promise<readonly Uint8Array[]>;
  /** The latest event; `undefined` if the session is not in the store. */
  last(session: string): Promise<StoredEvent | undefined>;
  /**
   * Runs work that only one process needs to do for a session: processes that share the store run
   * it one after another. This only saves work. Do not rely on it for correctness: a process that
   * has lost its connection may still be working.
   */
  exclusively<T>(session: string, work: () => Promise<T>): Promise<T>;
  /**
   * Reports events that other processes append, within seconds, until the store is closed. Call it
   * once.
   */
  follow(news: News): Promise<void>;
  /** Resolves if the store can be written now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
