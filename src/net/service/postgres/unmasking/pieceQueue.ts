import type PgBoss from 'pg-boss';
import { atMost } from '../../atMost.ts';
import { type Connections, GOODBYE_MS } from '../connection.ts';
import { withRetry } from '../failures.ts';
import { openEngine, QUEUE, SCHEMA } from './engine.ts';

/** A piece as the queue holds it: texts that somebody wrote into a database. */
export interface HeldPiece {
  readonly id: string;
  /** As `rangeToText` writes it, if all is well. */
  readonly range: unknown;
}

/** What has become of a piece. One that is not in the queue, or that the engine has given up, has no standing. */
export type Standing =
  | { readonly kind: 'waiting' | 'taken' }
  /** `sum` is as `sumToText` writes it, if all is well. */
  | { readonly kind: 'done'; readonly sum: unknown };

/** Pieces of unmasking on their way between processes. Every method rejects with what the driver says. */
export interface PieceQueue {
  /** Puts pieces into the queue. One that is there already stays as it is, its sum with it. */
  post(pieces: readonly { readonly id: string; readonly range: string }[]): Promise<void>;
  /** Takes up to `most` pieces to work at, the oldest first; none where the database does not answer. */
  take(most: number): Promise<readonly HeldPiece[]>;
  /** Hands in the sum of a piece that was taken. */
  finish(id: string, sum: string): Promise<void>;
  /** Gives up a piece that was taken: it goes to somebody else, or to nobody after several of them. */
  giveUp(id: string): Promise<void>;
  look(ids: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /** Deletes pieces, keys and sums, even if a process is working on them. */
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Rows of the engine's table. It has no call that tells of several jobs at once, and asking for one brings back its keys. */
const LOOK = `SELECT id, state, output FROM ${SCHEMA}.job WHERE name = $1 AND id = ANY($2::uuid[])`;

interface Row {
  readonly id: string;
  readonly state: PgBoss.JobWithMetadata['state'];
  readonly output: unknown;
}

/**
 * Opens the queue, in the schema `veilsum_queue` of the store's database; makes it where there is none.
 *
 * @param onFault - told of what goes wrong in the engine's own housekeeping
 * @throws StoreError where the database cannot be reached or the role may not use the queue
 */
export async function openPieceQueue(
  connections: Connections,
  onFault: (error: unknown) => void,
): Promise<PieceQueue> {
  const { pool, where } = connections;
  const engine = await withRetry(`${where}, schema ${SCHEMA}`, () => openEngine(pool, onFault));
  return {
    async post(pieces) {
      const jobs = pieces.map(({ id, range }) => ({ id, name: QUEUE, data: { range } }));
      await engine.insert(jobs);
    },
    async take(most) {
      const jobs = await engine.fetch<unknown>(QUEUE, { batchSize: most });
      return jobs.map(({ id, data }) => ({ id, range: field(data, 'range') }));
    },
    finish: (id, sum) => engine.complete(QUEUE, id, { sum }),
    giveUp: (id) => engine.fail(QUEUE, id),
    async look(ids) {
      const { rows } = await pool.query<Row>(LOOK, [QUEUE, ids]);
      const known = rows.map((row) => [row.id, standingOf(row)] as const);
      return new Map(known.filter((entry): entry is [string, Standing] => entry[1] !== undefined));
    },
    async remove(ids) {
      if (ids.length > 0) await engine.deleteJob(QUEUE, [...ids]);
    },
    async close() {
      await engine.stop({ graceful: false });
      await atMost(GOODBYE_MS, pool.end());
    },
  };
}

function standingOf({ state, output }: Row): Standing | undefined {
  switch (state) {
    case 'created':
    case 'retry':
      return { kind: 'waiting' };
    case 'active':
      return { kind: 'taken' };
    case 'completed':
      return { kind: 'done', sum: field(output, 'sum') };
    case 'cancelled':
    case 'failed':
      return undefined;
  }
}

/** The one field of an object from the database, if that is what it is. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[only, content] = [], ...more] = Object.entries(value) as [string, unknown][];
  return only === name && more.length === 0 ? content : undefined;
}
