import { equalBytes, sha256Bulk } from '../../crypto/tupleHash.ts';
import type { Identity } from '../../crypto/signing.ts';
import { toBytes } from '../../wire/codec.ts';
import { digestAfter, headKey, NO_ENTRIES, openHead, sealHead } from '../disk/head.ts';
import { eventCodec, type SessionEvent } from './event.ts';
import { type EventStore, MissingEvent, StoreError } from './eventStore.ts';

/** The identity whose key seals heads, and the store that they belong to. */
interface HeadOptions {
  readonly identity: Identity;
  readonly store: EventStore;
}

/**
 * The head of one session. It is stored before anything follows from an event, so that a store that
 * has lost events, or was restored from a backup, is noticed.
 */
export class SessionHead {
  readonly #store: EventStore;
  readonly #key: Uint8Array;
  readonly #session: string;
  readonly #subject: string;
  /** The SHA-256 of every event added so far. */
  readonly #events: Uint8Array[] = [];
  #digest: Uint8Array = NO_ENTRIES;
  /** Number of events that the stored head counts. */
  #kept = 0;

  /** @param round - Identifies the task's round, as in `EventStore.open`. */
  constructor({ identity, store }: HeadOptions, session: string, round: string) {
    this.#store = store;
    this.#key = headKey(identity.secret.expose());
    this.#session = session;
    this.#subject = subjectOf(session, round);
  }

  /**
   * Compares the events in the store with the stored head.
   *
   * @returns why the store may have lost events of this session or has other ones; `undefined` if
   *   they match
   * @throws StoreError if the store cannot be read
   */
  async disagreement(): Promise<string | undefined> {
    const { heads } = this.#store;
    const kept = heads?.inPlace ? await heads.read(this.#session) : undefined;
    if (!kept) return this.#store.restored(this.#session);
    const head = openHead(this.#key, kept);
    if (head?.subject !== this.#subject) return 'its head is damaged, or of another key';
    let digest = NO_ENTRIES;
    let atHead: Uint8Array | undefined;
    let count = 0;
    try {
      for await (const { event } of this.#store.read(this.#session, 0)) {
        digest = digestAfter(digest, await digestOf(event));
        count += 1;
        if (count === head.count) atHead = digest;
      }
    } catch (error) {
      if (error instanceof MissingEvent) return error.message;
      throw error;
    }
    if (!atHead) return `only ${count} of ${head.count} events are left`;
    return equalBytes(atHead, head.digest) ? undefined : 'its events do not match its head';
  }

  /** Adds the next event. An event that was added before is ignored. */
  async add(place: number, event: SessionEvent): Promise<void> {
    // An event that could not be applied is read again.
    if (place < this.#events.length) return;
    const digest = await digestOf(event);
    this.#events.push(digest);
    this.#digest = digestAfter(this.#digest, digest);
  }

  /**
   * Stores the head, unless it is stored already. Messages may follow only from events that a
   * stored head counts.
   *
   * @throws StoreError if it cannot be stored
   */
  async keep(): Promise<void> {
    const count = this.#events.length;
    if (this.#kept === count) return;
    const head = { subject: this.#subject, count, digest: this.#digest };
    await this.#store.heads?.write(this.#session, sealHead(this.#key, head));
    this.#kept = count;
  }

  /**
   * Whether another event was added at this place before. If so, the store was restored to an
   * earlier state and has filled the place again.
   */
  async differs(place: number, event: SessionEvent): Promise<boolean> {
    const counted = this.#events[place];
    return counted !== undefined && !equalBytes(counted, await digestOf(event));
  }
}

/**
 * Requires that the store has not lost the session of a round, which would otherwise be opened
 * again.
 *
 * @param round - Identifies the task's round, as in `EventStore.open`.
 * @throws StoreError if there is a head of a session of this round but the session is not in the
 *   store
 */
export async function requireNotLost(
  { identity, store }: HeadOptions,
  round: string,
): Promise<void> {
  const { heads } = store;
  if (!heads) return;
  const there = new Set(await store.sessions());
  for (const session of await heads.sessions()) {
    const kept = there.has(session) ? undefined : await heads.read(session);
    const head = kept && openHead(headKey(identity.secret.expose()), kept);
    if (head?.subject === subjectOf(session, round)) {
      throw new StoreError(
        `the store has lost session ${session}, which has this round; open another round`,
      );
    }
  }
}

function subjectOf(session: string, round: string): string {
  return `session ${session} of ${round}`;
}

function digestOf(event: SessionEvent): Promise<Uint8Array> {
  return sha256Bulk(toBytes(eventCodec, event));
}
