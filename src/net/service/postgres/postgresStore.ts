import { concatBytes } from '@noble/hashes/utils.js';
import type { ClientBase } from 'pg';
import { atMost } from '../atMost.ts';
import { type EventOf, isEnd, type SessionEvent } from '../event.ts';
import {
  type EventRange,
  type EventStore,
  type HeadPlace,
  type News,
  StoreError,
  type StoredEvent,
} from '../eventStore.ts';
import { openHeadFolder } from '../headFolder.ts';
import { Assembler, partsOf, type Row } from './eventParts.ts';
import { type Connections, connectionsTo, GOODBYE_MS } from './connection.ts';
import { withRetry } from './failures.ts';
import { CHANNEL, Listener } from './listener.ts';
import { type Origin, ORIGIN, restoredFrom, TIMELINE } from './origin.ts';
import { prepareTables } from './schema.ts';
import { whileLocked } from './workLock.ts';

/**
 * Limit on the body of one row, in bytes. The driver holds a row in memory several times, and as
 * text of twice the length.
 */
const PART_BYTES: number = 2 ** 20;

/** Limits on one read: rows, and bytes. */
const READ_ROWS = 256;
const READ_BYTES: number = 16 * PART_BYTES;

/** Takes the next place, unless the session has ended. $1 session, $2 whether the event ends it. */
const TAKE_PLACE = `
  UPDATE veilsum.session SET events = events + 1, ended = $2
  WHERE digest = $1 AND NOT ended RETURNING events - 1 AS place`;

/** Appends an event of one part in one statement. $3 its body, $4 the channel. */
const APPEND = `
  WITH slot AS (${TAKE_PLACE}), kept AS (
    INSERT INTO veilsum.event (session, place, part, parts, body)
    SELECT $1, place, 0, 1, $3::bytea FROM slot RETURNING place
  )
  SELECT place, pg_notify($4::text, $1 || ' ' || place) FROM kept`;

/**
 * Opens a session, unless its round has one. $1 session, $2 round, $3 the opening, $4 the channel.
 */
const OPEN = `
  WITH fresh AS (
    INSERT INTO veilsum.session (digest, round, opened_in, timeline, events, ended)
    VALUES ($1, $2, txid_current()::text, ${TIMELINE}, 1, false)
    ON CONFLICT DO NOTHING RETURNING digest
  ), kept AS (
    INSERT INTO veilsum.event (session, place, part, parts, body)
    SELECT digest, 0, 0, 1, $3::bytea FROM fresh RETURNING session
  )
  SELECT pg_notify($4::text, session || ' 0') FROM kept`;

/** Reads rows from a place ($2) and part ($3) on, within the limits. */
const READ = `
  SELECT place, part, parts, body FROM (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY place, part) - octet_length(body) AS before
    FROM (
      SELECT place, part, parts, body FROM veilsum.event
      WHERE session = $1 AND (place, part) >= ($2, $3) ORDER BY place, part LIMIT ${READ_ROWS}
    ) AS ahead
  ) AS measured
  WHERE before < ${READ_BYTES} ORDER BY place, part`;

/**
 * Cuts ranges out of events: places ($2), first bytes ($3) and the bytes after the last ($4). PostgreSQL reads no more of a body than that, as it
 * is stored uncompressed (`STORAGE EXTERNAL`).
 */
const RANGES = `
  SELECT number, substring(
    body FROM greatest(low - part * ${PART_BYTES}, 0) + 1
    FOR least(high - part * ${PART_BYTES}, ${PART_BYTES}) - greatest(low - part * ${PART_BYTES}, 0)
  ) AS piece
  FROM unnest($2::integer[], $3::integer[], $4::integer[]) WITH ORDINALITY AS wanted (place, low, high, number)
  JOIN veilsum.event USING (place)
  WHERE session = $1 AND part >= low / ${PART_BYTES} AND part * ${PART_BYTES} < high
  ORDER BY number, part`;

/**
 * Opens a store in a PostgreSQL database, which several processes can share. Its tables are created
 * in the schema `veilsum` if they do not exist.
 *
 * @param url - `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, as for `connectionsTo`.
 * @param headFolder - Folder on this process's own disk for the heads of sessions. Without it, a
 *   restored database is noticed only by what PostgreSQL itself records.
 * @throws StoreError if the database cannot be reached or used
 */
export async function openPostgresStore(url: string, headFolder?: string): Promise<EventStore> {
  const heads = headFolder === undefined ? undefined : await openHeadFolder(headFolder);
  const connections = await connectionsTo(url);
  try {
    await withRetry(connections.where, () => prepareTables(connections.pool, connections.where));
  } catch (error) {
    await connections.pool.end();
    throw error;
  }
  return new PostgresStore(connections, heads);
}

/**
 * Operations are repeated while the database is briefly away. If a result is lost, an event may be
 * stored twice. That is harmless: a second copy of a message counts as repeated, a second closing
 * finds its phase closed, and nothing follows an end.
 */
class PostgresStore implements EventStore {
  readonly heads: HeadPlace | undefined;
  readonly #connections: Connections;
  #listener: Listener | undefined;

  constructor(connections: Connections, heads: HeadPlace | undefined) {
    this.#connections = connections;
    this.heads = heads;
  }

  async restored(session: string): Promise<string | undefined> {
    const [origin] = await this.#query<Origin>(ORIGIN, [session]);
    return origin && restoredFrom(origin);
  }

  async sessions(): Promise<readonly string[]> {
    const rows = await this.#query<{ digest: string }>(
      'SELECT digest FROM veilsum.session ORDER BY number',
    );
    return rows.map(({ digest }) => digest);
  }

  async open(session: string, round: string, event: EventOf<'opened'>): Promise<string> {
    const [body, ...more] = partsOf(event, PART_BYTES);
    if (more.length > 0) throw new StoreError('the opening of a session is too large');
    await this.#query(OPEN, [session, round, body, CHANNEL]);
    const [holder] = await this.#query<{ digest: string }>(
      'SELECT digest FROM veilsum.session WHERE round = $1',
      [round],
    );
    if (!holder) throw new StoreError(`session ${session} was opened before, for another round`);
    return holder.digest;
  }

  async append(session: string, event: SessionEvent): Promise<number | undefined> {
    const parts = partsOf(event, PART_BYTES);
    if (parts.length > 1) {
      return this.#persistently(() => this.#appendParts(session, parts, isEnd(event)));
    }
    const [kept] = await this.#query<{ place: number }>(APPEND, [
      session,
      isEnd(event),
      parts[0],
      CHANNEL,
    ]);
    return kept?.place;
  }

  async *read(session: string, from: number): AsyncIterable<StoredEvent> {
    const assembler = new Assembler(session, from);
    for (;;) {
      const rows = await this.#query<Row>(READ, [session, ...assembler.position]);
      let bytes = 0;
      for (const row of rows) {
        bytes += row.body.length;
        const event = assembler.add(row);
        if (event) yield event;
      }
      if (rows.length < READ_ROWS && bytes < READ_BYTES) return;
    }
  }

  async event(session: string, place: number): Promise<SessionEvent | undefined> {
    const rows = await this.#query<Row>(
      'SELECT place, part, parts, body FROM veilsum.event WHERE session = $1 AND place = $2 ORDER BY part',
      [session, place],
    );
    const assembler = new Assembler(session, place);
    return rows.map((row) => assembler.add(row)).at(-1)?.event;
  }

  async ranges(session: string, wanted: readonly EventRange[]): Promise<readonly Uint8Array[]> {
    const rows = await this.#query<{ number: string; piece: Uint8Array }>(RANGES, [
      session,
      wanted.map(({ place }) => place),
      wanted.map(({ from }) => from),
      wanted.map(({ to }) => to),
    ]);
    return wanted.map((_, i) =>
      concatBytes(...rows.filter(({ number }) => Number(number) === i + 1).map((row) => row.piece)),
    );
  }

  async last(session: string): Promise<StoredEvent | undefined> {
    const [row] = await this.#query<{ events: number }>(
      'SELECT events FROM veilsum.session WHERE digest = $1',
      [session],
    );
    if (!row) return undefined;
    const place = row.events - 1;
    const event = await this.event(session, place);
    return event && { place, event };
  }

  exclusively<T>(session: string, work: () => Promise<T>): Promise<T> {
    return whileLocked(this.#connections, session, work);
  }

  async follow(news: News): Promise<void> {
    const listener = new Listener(this.#connections, news);
    await this.#persistently(() => listener.start());
    this.#listener = listener;
  }

  async check(): Promise<void> {
    // Not repeated: the caller asks about this moment.
    await this.#connections.pool
      .query('SELECT events FROM veilsum.session LIMIT 0')
      .catch((error: unknown) => {
        throw new StoreError(`${this.#connections.where} does not answer`, {
          cause: error,
          passing: true,
        });
      });
  }

  async close(): Promise<void> {
    await this.#listener?.stop();
    await atMost(GOODBYE_MS, this.#connections.pool.end());
  }

  async #appendParts(
    session: string,
    parts: readonly Uint8Array[],
    ends: boolean,
  ): Promise<number | undefined> {
    const client = await this.#connections.pool.connect();
    try {
      await client.query('BEGIN');
      const place = await insertParts(client, session, parts, ends);
      await client.query('COMMIT');
      client.release();
      return place;
    } catch (error) {
      // Closing the connection rolls the transaction back.
      client.release(true);
      throw error;
    }
  }

  #query<R extends object>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    return this.#persistently(async () => {
      const { rows } = await this.#connections.pool.query<R>(text, [...values]);
      return rows;
    });
  }

  #persistently<T>(ask: () => Promise<T>): Promise<T> {
    return withRetry(this.#connections.where, ask);
  }
}

/** Inserts an event of several parts, within the caller's transaction. */
async function insertParts(
  client: ClientBase,
  session: string,
  parts: readonly Uint8Array[],
  ends: boolean,
): Promise<number | undefined> {
  const { rows } = await client.query<{ place: number }>(TAKE_PLACE, [session, ends]);
  const place = rows[0]?.place;
  if (place === undefined) return undefined;
  for (const [part, body] of parts.entries()) {
    await client.query(
      'INSERT INTO veilsum.event (session, place, part, parts, body) VALUES ($1, $2, $3, $4, $5)',
      [session, place, part, parts.length, body],
    );
  }
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${session} ${place}`]);
  return place;
}
