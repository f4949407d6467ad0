import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import {
  bytesBetween,
  type Codec,
  fromBytes,
  oneOf,
  struct,
  toBytes,
  variant,
} from '../../wire/codec.ts';
import { WireError } from '../../wire/errors.ts';
import { levelDatabase, levelFolder, levelReason } from '../disk/level.ts';
import { makeFolder } from '../disk/folders.ts';
import { eventCodec, type EventOf, isEnd, MAX_EVENT_BYTES, type SessionEvent } from './event.ts';
import {
  type EventRange,
  type EventStore,
  type HeadPlace,
  MissingEvent,
  StoreError,
  type StoredEvent,
} from './eventStore.ts';
import { openHeadFolder } from './headFolder.ts';
import { type Extent, extentCodec, LargeEvents } from './largeEvents.ts';

type Database = ClassicLevel<string, Uint8Array>;

/** Digits of a place in a key, with leading zeros because keys are sorted as text. */
const PLACE_DIGITS = 10;

/** Limit on an encoded event in the database, in bytes. Larger ones are in files. */
const ROW_BYTES = 2 ** 16;

/** The place after the last one that a key can name. */
const NO_PLACE: number = 10 ** PLACE_DIGITS - 1;

/** A value of the database: an encoded event, or where it is in the session's file. */
type Row =
  | { readonly kind: 'event'; readonly event: Uint8Array }
  | { readonly kind: 'extent'; readonly extent: Extent };

const rowCodec: Codec<Row> = variant('kind', {
  event: struct<Extract<Row, { kind: 'event' }>>({
    kind: oneOf('event'),
    event: bytesBetween(1, ROW_BYTES),
  }),
  extent: struct<Extract<Row, { kind: 'extent' }>>({
    kind: oneOf('extent'),
    extent: extentCodec,
  }),
});

/** Limit on an encoded row: an event, and what surrounds it. */
const MAX_ROW_BYTES: number = ROW_BYTES + 64;

/** Copied, because the buffers of drivers are parts of larger ones, or are used again. */
const rowOf = (value: Uint8Array): Row =>
  fromBytes(rowCodec, Uint8Array.from(value), MAX_ROW_BYTES, 'event');

const eventKey = (session: string, place: number): string =>
  `event/${session}/${String(place).padStart(PLACE_DIGITS, '0')}`;

const placeIn = (key: string): number => Number(key.slice(-PLACE_DIGITS));

const sessionKey = (session: string): string => `session/${session}`;

const roundKey = (round: string): string => `round/${round}`;

/** The next free place of a session, or `ended` after its last event. */
type End = number | 'ended';

/**
 * Opens a store in a folder, for one process. It is a LevelDB database whose log is synced to disk
 * with every event, so that after a crash an event is there completely or not at all. Large events
 * are in a file for each session, synced before the database refers to them. The heads of sessions
 * are kept apart, to notice a store that was damaged or restored from a backup.
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
      return new LevelStore(folder, database, await LargeEvents.open(join(folder, 'large')), heads);
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
  readonly #large: LargeEvents;
  /** The end of each session that was used so far, as it will be after the pending append. */
  readonly #ends = new Map<string, Promise<End>>();
  /** The last `open`; they run one after another. */
  #opening: Promise<unknown> = Promise.resolve();

  constructor(folder: string, database: Database, large: LargeEvents, heads: HeadPlace) {
    this.#folder = folder;
    this.#database = database;
    this.#large = large;
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
        await this.#database
          .batch()
          .put(eventKey(session, 0), await this.#rowFor(session, event))
          .put(roundKey(round), new TextEncoder().encode(session))
          .put(sessionKey(session), new Uint8Array(0))
          .write({ sync: true });
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
      await this.#do(async () =>
        this.#database.put(eventKey(session, place), await this.#rowFor(session, event), {
          sync: true,
        }),
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
    return this.#do(async () => {
      const keys = wanted.map(({ place }) => eventKey(session, place));
      const rows = (await this.#database.getMany(keys)).map((value, i) => {
        if (!value) throw new MissingEvent(session, wanted[i]!.place);
        return rowOf(value);
      });
      const inFile = wanted.flatMap(({ from, to }, i) => {
        const row = rows[i]!;
        return row.kind === 'extent' ? [{ extent: row.extent, from, to }] : [];
      });
      const pieces = (await this.#large.pieces(session, inFile)).values();
      return wanted.map(({ from, to }, i) => {
        const row = rows[i]!;
        return row.kind === 'event' ? row.event.slice(from, to) : pieces.next().value!;
      });
    });
  }

  async last(session: string): Promise<StoredEvent | undefined> {
    const range = { gte: eventKey(session, 0), lt: eventKey(session, NO_PLACE) };
    const [key] = await this.#do(() =>
      this.#database.keys({ ...range, reverse: true, limit: 1 }).all(),
    );
    if (key === undefined) return undefined;
    const place = placeIn(key);
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
    let next = from;
    try {
      for await (const [key, value] of this.#database.iterator({
        ...range,
        highWaterMarkBytes: 2 ** 24,
      })) {
        const place = next++;
        if (placeIn(key) !== place) throw new MissingEvent(session, place);
        const row = rowOf(value);
        const bytes =
          row.kind === 'event' ? row.event : await this.#large.read(session, row.extent);
        yield { place, event: fromBytes(eventCodec, bytes, MAX_EVENT_BYTES, 'event') };
      }
    } catch (error) {
      throw storeErrorOf(this.#folder, error);
    }
  }

  /** The row for an event; a large one is in the session's file then. */
  async #rowFor(session: string, event: SessionEvent): Promise<Uint8Array> {
    const bytes = toBytes(eventCodec, event);
    const row: Row =
      bytes.length <= ROW_BYTES
        ? { kind: 'event', event: bytes }
        : { kind: 'extent', extent: await this.#large.append(session, bytes) };
    return toBytes(rowCodec, row);
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
