import { mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { fromBytes, toBytes } from '../../wire/codec.ts';
import { eventCodec, MAX_EVENT_BYTES, type SessionEvent } from './event.ts';
import { type EventStore, StoreError, type StoredEvent } from './eventStore.ts';

type Database = ClassicLevel<string, Uint8Array>;

/** Digits of a place in a key: keys are sorted as text. */
const PLACE_DIGITS = 10;

const eventKey = (session: string, place: number): string =>
  `event/${session}/${String(place).padStart(PLACE_DIGITS, '0')}`;

const sessionKey = (session: string): string => `session/${session}`;

/**
 * A store in a folder, for one process: LevelDB, whose log is written through to the disk with every event, and which after
 * a crash has either all of an event or nothing of it.
 *
 * @param folder - made where it is missing; only its owner can read it then
 * @throws StoreError where it cannot be opened, or another process has it open
 */
export async function openLevelStore(folder: string): Promise<EventStore> {
  const database: Database = new ClassicLevel(folder, { valueEncoding: 'view' });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await database.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new StoreError(
      `${folder}: the store cannot be opened (${(cause as Error).message}); is another coordinator using it?`,
      { cause: error },
    );
  }
  return new LevelStore(database);
}

class LevelStore implements EventStore {
  readonly #database: Database;
  /** The next free place of each session that was looked at, and the append that is under way. */
  readonly #ends = new Map<string, Promise<number>>();

  constructor(database: Database) {
    this.#database = database;
  }

  async sessions(): Promise<readonly string[]> {
    const keys = await this.#database.keys({ gt: 'session/', lt: 'session0' }).all();
    return keys.map((key) => key.slice('session/'.length));
  }

  async append(session: string, event: SessionEvent): Promise<number> {
    const end = this.#ends.get(session) ?? this.#findEnd(session);
    const kept = end.then((place) => this.#put(session, place, event));
    // A place that could not be written is free for the next one.
    this.#ends.set(
      session,
      kept.then(
        (place) => place + 1,
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
    const place = (await this.#findEnd(session)) - 1;
    const event = place < 0 ? undefined : await this.event(session, place);
    return event && { place, event };
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #put(session: string, place: number, event: SessionEvent): Promise<number> {
    const batch = this.#database.batch().put(eventKey(session, place), toBytes(eventCodec, event));
    if (place === 0) batch.put(sessionKey(session), new Uint8Array(0));
    await batch.write({ sync: true });
    return place;
  }

  async #findEnd(session: string): Promise<number> {
    const range = { gte: eventKey(session, 0), lt: eventKey(session, 10 ** PLACE_DIGITS - 1) };
    const [last] = await this.#database.keys({ ...range, reverse: true, limit: 1 }).all();
    return last === undefined ? 0 : Number(last.slice(-PLACE_DIGITS)) + 1;
  }
}

function readEvent(bytes: Uint8Array): SessionEvent {
  // LevelDB's buffers are Node's own; what is read lives longer.
  return fromBytes(eventCodec, Uint8Array.from(bytes), MAX_EVENT_BYTES, 'event');
}
