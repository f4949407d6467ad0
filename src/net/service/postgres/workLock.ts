import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { atMost } from '../atMost.ts';
import { type Connections, GOODBYE_MS } from './connection.ts';
import { withRetry, storeErrorOf } from './failures.ts';

/** Milliseconds between two attempts to get the lock. */
const AGAIN_MS = 250;

/** Attempts; beyond them the work is done all the same: who holds the lock may be stuck. */
const MOST_ATTEMPTS = 480;

/**
 * Does work while no other process does such work for the session: under an advisory lock, which
 * the database releases when the connection of its holder ends. It is a separate connection, so
 * that long work leaves the others free for short queries.
 */
export async function whileLocked<T>(
  connections: Connections,
  session: string,
  work: () => Promise<T>,
): Promise<T> {
  const { where } = connections;
  const key = BigInt.asIntN(64, BigInt(`0x${session.slice(0, 16)}`)).toString();
  const client = await withRetry(where, () => connections.connect());
  try {
    await acquire(client, key).catch((error: unknown) => {
      throw storeErrorOf(where, error);
    });
    return await work();
  } finally {
    await atMost(
      GOODBYE_MS,
      client.end().catch(() => undefined),
    );
  }
}

async function acquire(client: Client, key: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS held',
      [key],
    );
    if (rows[0]?.held) return;
    await setTimeout(AGAIN_MS);
  }
}
