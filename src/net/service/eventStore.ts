import type { SessionEvent } from './event.ts';

/** An event with its place in its session: 0, 1, 2, … without a gap. */
export interface StoredEvent {
  readonly place: number;
  readonly event: SessionEvent;
}

/** A store that cannot be read or written; nothing was acknowledged that it does not hold. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * Where a coordinator keeps what happened: for each session a list of events that only grows. An event is kept for good
 * before `append` resolves; the order of the places is the order in which events count, for every process that reads.
 */
export interface EventStore {
  /** Digests, in hexadecimal, of all sessions that were opened. */
  sessions(): Promise<readonly string[]>;
  /** Adds an event; resolves to its place. */
  append(session: string, event: SessionEvent): Promise<number>;
  /** Events from a place on, in order, up to the last one at the time of the call. */
  read(session: string, from: number): AsyncIterable<StoredEvent>;
  /** One event, or `undefined` where there is none yet. */
  event(session: string, place: number): Promise<SessionEvent | undefined>;
  /** The latest event. */
  last(session: string): Promise<StoredEvent | undefined>;
  close(): Promise<void>;
}
