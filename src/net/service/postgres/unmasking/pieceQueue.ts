import type PgBoss from 'pg-boss';
import { atMost } from '../../atMost.ts';
import { type Connections, GOODBYE_MS } from '../connection.ts';
import { withRetry } from '../failures.ts';
import { openEngine, QUEUE, SCHEMA } from './engine.ts';

/** A piece as it is in the queue. Its contents come from a database and must be validated. */
export interface HeldPiece {
  readonly id: string;
  /** As written by `rangeToText`, unless something else wrote it. */
  readonly range: unknown;
}

/**
 * The state of a piece in the queue. A piece that is not there, or that pg-boss has given up, has
 * none.
 */
export type Standing =
  | { readonly kind: 'waiting' | 'taken' }
  /** `sum` is as written by `sumToText`, unless something else wrote it. */
  | { readonly kind: 'done'; readonly sum: unknown };

/**
 * The queue through which processes share pieces of unmasking. Every method rejects with the
 * driver's error.
 */
export interface PieceQueue {
  /** Adds pieces to the queue. A piece that is there already stays as it is, with its sum. */
  post(pieces: readonly { readonly id: string; readonly range: string }[]): Promise<void>;
  /** Takes up to `most` pieces to work on, the oldest first. */
  take(most: number): Promise<readonly HeldPiece[]>;
  /** Stores the sum of a piece that was taken. */
  finish(id: string, sum: string): Promise<void>;
  /** Returns a piece that was taken, for another process. After several returns it is given up. */
  giveUp(id: string): Promise<void>;
  /** The states of pieces, by id; those without a state are left out. */
  look(ids: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /** Deletes pieces with their keys and sums, even while a process works on them. */
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * States of several pieces. pg-boss has no call for that, and fetching a job also returns its keys.
 */
const LOOK = `SELECT id, state, output FROM ${SCHEMA}.job WHERE name = $1 AND id = ANY($2::uuid[])`;

interface Row {
  readonly id: string;
  readonly state: PgBoss.JobWithMetadata['state'];
  readonly output: unknown;
}

/**
 * Opens the queue in the schema `veilsum_queue` of the store's database, and creates it if it does
 * not exist.
 *
 * @param onFault - Called with failures of pg-boss's own housekeeping.
 * @throws StoreError if the database cannot be reached, or the role may not use the queue
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

/** The value of an object's only field; `undefined` if it has other fields or is not an object. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[only, content] = [], ...more] = Object.entries(value) as [string, unknown][];
  return only === name && more.length === 0 ? content : undefined;
}
