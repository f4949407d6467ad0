import type { ClassicLevel } from 'classic-level';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { makeFolder } from '../folders.ts';
import { levelDatabase } from '../levelDatabase.ts';
import { eventCodec, type EventOf, isEnd, MAX_EVENT_BYTES, type SessionEvent } from './event.ts';
import { systemReason } from '../systemReason.ts';
import { type EventStore, StoreError, type StoredEvent } from './eventStore.ts';

type Database = ClassicLevel<string, Uint8Array>;

/** Digits of a place in a key: keys are sorted as text. */
const PLACE_DIGITS = 10;

const eventKey = (session: string, place: number): string =>
  `event/${session}/${String(place).padStart(PLACE_DIGITS, '0')}`;

const sessionKey = (session: string): string => `session/${session}`;

const roundKey = (round: string): string => `round/${round}`;

/** The next free place of a session, or that nothing follows any more. */
type End = number | 'ended';

/**
 * A store in a folder, for one process: LevelDB, whose log is written through to the disk with every event, and which after
 * a crash has either all of an event or nothing of it.
 *
 * @param folder - made where it is missing; only its owner can read it then
 * @throws StoreError where it cannot be opened, or another process has it open
 */
export async function openLevelStore(folder: string): Promise<EventStore> {
  let database: Database;
  try {
    // The database makes its folder in a way that may never end, see makeFolder.
    await makeFolder(folder, 0o700);
    database = await levelDatabase(folder);
    await database.open();
  } catch (error) {
    throw new StoreError(`${folder}: the store cannot be opened: ${systemReason(error)}`, {
      cause: error,
    });
  }
  return new LevelStore(database);
}

class LevelStore implements EventStore {
  readonly #database: Database;
  /** The end of each session that was looked at, once the append that is under way is over. */
  readonly #ends = new Map<string, Promise<End>>();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  async sessions(): Promise<readonly string[]> {
    const keys = await this.#database.keys({ gt: 'session/', lt: 'session0' }).all();
    return keys.map((key) => key.slice('session/'.length));
  }

  open(session: string, round: string, event: EventOf<'opened'>): Promise<string> {
    const opened = this.#opening.then(async () => {
      const before = await this.#database.get(roundKey(round));
      if (before) return new TextDecoder().decode(before);
      await this.#database
        .batch()
        .put(roundKey(round), new TextEncoder().encode(session))
        .put(sessionKey(session), new Uint8Array(0))
        .put(eventKey(session, 0), toBytes(eventCodec, event))
        .write({ sync: true });
      return session;
    });
    this.#opening = opened.catch(() => undefined);
    return opened;
  }

  append(session: string, event: SessionEvent): Promise<number | undefined> {
    const end = this.#ends.get(session) ?? this.#findEnd(session);
    const kept = end.then(async (place) => {
      if (place === 'ended') return undefined;
      await this.#database.put(eventKey(session, place), toBytes(eventCodec, event), {
        sync: true,
      });
      return place;
    });
    // A place that could not be written is free for the next one.
    this.#ends.set(
      session,
      kept.then(
        (place) => (place === undefined || isEnd(event) ? 'ended' : place + 1),
        () => end,
      ),
    );
    return kept;
  }

  async *read(session: string, from: number): AsyncIterable<StoredEvent> {
    const range = { gte: eventKey(session, from), lt: eventKey(session, 10 ** PLACE_DIGITS - 1) };
    let place = from;
    for await (const [key, bytes] of this.#database.iterator({
      ...range,
      highWaterMarkBytes: 2 ** 24,
    })) {
      if (key !== eventKey(session, place)) {
        throw new StoreError(`event ${place} of session ${session} is missing`);
      }
      yield { place, event: readEvent(bytes) };
      place += 1;
    }
  }

  async event(session: string, place: number): Promise<SessionEvent | undefined> {
    const bytes = await this.#database.get(eventKey(session, place));
    return bytes && readEvent(bytes);
  }

  async last(session: string): Promise<StoredEvent | undefined> {
    const range = { gte: eventKey(session, 0), lt: eventKey(session, 10 ** PLACE_DIGITS - 1) };
    const [entry] = await this.#database.iterator({ ...range, reverse: true, limit: 1 }).all();
    return entry && { place: Number(entry[0].slice(-PLACE_DIGITS)), event: readEvent(entry[1]) };
  }

  /** One process has the folder: no other is at it. */
  exclusively<T>(_session: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** One process has the folder: there is no news. */
  async follow(): Promise<void> {}

  async check(): Promise<void> {
    if (this.#database.status !== 'open') throw new StoreError('the store is closed');
    await this.#database.get('');
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #findEnd(session: string): Promise<End> {
    const last = await this.last(session);
    if (!last) return 0;
    return isEnd(last.event) ? 'ended' : last.place + 1;
  }
}

function readEvent(bytes: Uint8Array): SessionEvent {
  // LevelDB's buffers are Node's own; what is read lives longer.
  return fromBytes(eventCodec, Uint8Array.from(bytes), MAX_EVENT_BYTES, 'event');
}
