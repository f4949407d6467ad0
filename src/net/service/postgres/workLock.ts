import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { atMost } from '../atMost.ts';
import { type Connections, GOODBYE_MS } from './connection.ts';
import { withRetry, storeErrorOf } from './failures.ts';

/** Interval in milliseconds between attempts to get the lock. */
const AGAIN_MS = 250;

/** Number of attempts. After that the work is done without the lock, whose holder may be stuck. */
const MOST_ATTEMPTS = 480;

/**
 * Runs work while no other process runs such work for the session. It holds an advisory lock on a
 * separate connection, so that long work leaves the pool free; the database releases the lock when
 * that connection ends.
 *
 * @param session - The session's digest in hexadecimal.
 * @throws StoreError if the database cannot be reached; and what `work` throws
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
