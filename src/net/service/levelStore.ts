import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import { concatBytes } from '@noble/hashes/utils.js';
import { WireError } from '../../wire/errors.ts';
import { levelDatabase, levelFolder, levelReason } from '../disk/level.ts';
import { makeFolder } from '../disk/folders.ts';
import { type EventOf, isEnd, type SessionEvent } from './event.ts';
import { Assembler, partsOf, type Row } from './eventParts.ts';
import {
  type EventRange,
  type EventStore,
  type HeadPlace,
  MissingEvent,
  StoreError,
  type StoredEvent,
} from './eventStore.ts';
import { openHeadFolder } from './headFolder.ts';

type Database = ClassicLevel<string, Uint8Array>;
type Batch = ReturnType<Database['batch']>;

/** Digits of a place in a key, with leading zeros because keys are sorted as text. */
const PLACE_DIGITS = 10;

/** Digits of a part's number in a key. */
const PART_DIGITS = 5;

/** Limit on one value of the database, in bytes: what is read to give back a piece of an event. */
const PART_BYTES = 2 ** 16;

/** The place after the last one that a key can name. */
const NO_PLACE: number = 10 ** PLACE_DIGITS - 1;

/** The key of one part of an event. With `parts`, their number, it is whole; without, it sorts before the whole key. */
function eventKey(session: string, place: number, part = 0, parts?: number): string {
  const digits = [
    String(place).padStart(PLACE_DIGITS, '0'),
    String(part).padStart(PART_DIGITS, '0'),
  ];
  return `event/${session}/${digits.join('/')}/${parts ?? ''}`;
}

/** What a whole key says. */
function placeIn(key: string): Omit<Row, 'body'> {
  const [place, part, parts] = key.split('/').slice(-3).map(Number) as [number, number, number];
  return { place, part, parts };
}

const sessionKey = (session: string): string => `session/${session}`;

const roundKey = (round: string): string => `round/${round}`;

/** The next free place of a session, or `ended` after its last event. */
type End = number | 'ended';

/**
 * Opens a store in a folder, for one process. It is a LevelDB database whose log is synced to disk
 * with every event, so that after a crash an event is there completely or not at all. The heads of
 * sessions are kept apart from it, to notice a store that was damaged or restored from a backup.
 *
 * @param folder - Created if it does not exist, then readable by its owner only.
 * @param headFolder - Folder for the heads of sessions; default: `heads` in the folder.
 * @throws StoreError if it cannot be opened, is incomplete, or another process has it open
 */
export async function openLevelStore(
  folder: string,
  headFolder: string = join(folder, 'heads'),
): Promise<EventStore> {
  return orStoreError(folder, async () => {
    const there = await levelFolder(folder);
    // LevelDB would create the folder with Node's recursive mkdir; see `makeFolder`.
    await makeFolder(folder, 0o700);
    const database: Database = await levelDatabase(folder);
    await database.open();
    try {
      const heads = await openHeadFolder(headFolder);
      if (there === 'absent' && (await heads.sessions()).length > 0) {
        throw new Error(
          `there are heads of sessions in ${headFolder}, but no store; restore the whole store, or use another folder for a new one`,
        );
      }
      return new LevelStore(folder, database, heads);
    } catch (error) {
      await database.close();
      throw error;
    }
  });
}

class LevelStore implements EventStore {
  readonly heads: HeadPlace;
  readonly #folder: string;
  readonly #database: Database;
  /** The end of each session that was used so far, as it will be after the pending append. */
  readonly #ends = new Map<string, Promise<End>>();
  /** The last `open`; they run one after another. */
  #opening: Promise<unknown> = Promise.resolve();

  constructor(folder: string, database: Database, heads: HeadPlace) {
    this.#folder = folder;
    this.#database = database;
    this.heads = heads;
  }

  async restored(session: string): Promise<string | undefined> {
    if (!this.heads.inPlace) return 'it was copied, or restored from a backup';
    const last = await this.last(session);
    return last && last.place > 0 ? 'the session’s head is missing' : undefined;
  }

  async sessions(): Promise<readonly string[]> {
    const keys = await this.#do(() =>
      this.#database.keys({ gt: 'session/', lt: 'session0' }).all(),
    );
    return keys.map((key) => key.slice('session/'.length));
  }

  open(session: string, round: string, event: EventOf<'opened'>): Promise<string> {
    const opened = this.#opening.then(() =>
      this.#do(async () => {
        const before = await this.#database.get(roundKey(round));
        if (before) return new TextDecoder().decode(before);
        const batch = this.#database
          .batch()
          .put(roundKey(round), new TextEncoder().encode(session))
          .put(sessionKey(session), new Uint8Array(0));
        await putParts(batch, session, 0, event).write({ sync: true });
        return session;
      }),
    );
    this.#opening = opened.catch(() => undefined);
    return opened;
  }

  append(session: string, event: SessionEvent): Promise<number | undefined> {
    const end = this.#ends.get(session) ?? this.#findEnd(session);
    const kept = end.then(async (place) => {
      if (place === 'ended') return undefined;
      await this.#do(() =>
        putParts(this.#database.batch(), session, place, event).write({ sync: true }),
      );
      return place;
    });
    // A place that could not be written is used for the next event.
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
    yield* this.#read(session, from, NO_PLACE);
  }

  async event(session: string, place: number): Promise<SessionEvent | undefined> {
    for await (const { event } of this.#read(session, place, place + 1)) return event;
    return undefined;
  }

  ranges(session: string, wanted: readonly EventRange[]): Promise<readonly Uint8Array[]> {
    return this.#do(() =>
      Promise.all(
        wanted.map(async ({ place, from, to }) => {
          const first = Math.floor(from / PART_BYTES);
          const bodies = await this.#database
            .values({
              gte: eventKey(session, place, first),
              lt: eventKey(session, place, Math.ceil(to / PART_BYTES)),
            })
            .all();
          const start = from - first * PART_BYTES;
          return concatBytes(...bodies).slice(start, start + to - from);
        }),
      ),
    );
  }

  async last(session: string): Promise<StoredEvent | undefined> {
    const range = { gte: eventKey(session, 0), lt: eventKey(session, NO_PLACE) };
    const [key] = await this.#do(() =>
      this.#database.keys({ ...range, reverse: true, limit: 1 }).all(),
    );
    if (key === undefined) return undefined;
    const { place } = placeIn(key);
    const event = await this.event(session, place);
    return event && { place, event };
  }

  /** Only one process has the folder, so the work just runs. */
  exclusively<T>(_session: string, work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** Only one process has the folder, so there is never any news. */
  async follow(): Promise<void> {}

  async check(): Promise<void> {
    if (this.#database.status !== 'open') throw new StoreError('the store is closed');
    await this.#do(() => this.#database.get(''));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** The events at the places from one on and below another. */
  async *#read(session: string, from: number, below: number): AsyncIterable<StoredEvent> {
    const range = { gte: eventKey(session, from), lt: eventKey(session, below) };
    const assembler = new Assembler(session, from);
    try {
      for await (const [key, body] of this.#database.iterator({
        ...range,
        highWaterMarkBytes: 2 ** 24,
      })) {
        const stored = assembler.add({ ...placeIn(key), body });
        if (stored) yield stored;
      }
      if (!assembler.whole) throw new MissingEvent(session, assembler.position[0]);
    } catch (error) {
      throw storeErrorOf(this.#folder, error);
    }
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    return orStoreError(this.#folder, work);
  }

  async #findEnd(session: string): Promise<End> {
    const last = await this.last(session);
    if (!last) return 0;
    return isEnd(last.event) ? 'ended' : last.place + 1;
  }
}

/** Adds all parts of an event to a batch, which writes all of them or none. */
function putParts(batch: Batch, session: string, place: number, event: SessionEvent): Batch {
  const parts = partsOf(event, PART_BYTES);
  for (const [part, body] of parts.entries()) {
    batch.put(eventKey(session, place, part, parts.length), body);
  }
  return batch;
}

async function orStoreError<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorOf(folder, error);
  }
}

/** The StoreError for a failure in a folder, with what to do next. */
function storeErrorOf(folder: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const reason =
    error instanceof WireError ? `it is damaged (${error.message})` : levelReason(error);
  return new StoreError(
    `${folder}: the store cannot be used: ${reason}; see “Storage and backup” in docs/operating.md`,
    { cause: error },
  );
}
