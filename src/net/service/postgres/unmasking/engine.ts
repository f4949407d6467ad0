import type { Pool } from 'pg';
import type PgBoss from 'pg-boss';
import { StoreError } from '../../eventStore.ts';

/** Where pg-boss keeps its tables. */
export const SCHEMA = 'veilsum_queue';

/** The queue; its name tells the form of what is in it. */
export const QUEUE = 'mask-pieces-1';

/**
 * Seconds after which a piece that was taken but not handed in is given to another process. The
 * process that needs it does not wait that long.
 */
const EXPIRE_SECONDS = 60;

/** Times that a piece is given to somebody else. */
const RETRIES = 3;

/** Minutes, and seconds, after which pieces of a session that nobody ended are dropped: for good some minutes later. */
const KEEP_MINUTES = 60;
const KEEP_SECONDS = 3600;
const DELETE_SECONDS = 60;

/** Seconds between two rounds of housekeeping, which one of the processes does. */
const HOUSEKEEPING_SECONDS = 60;

const RIGHTS = `
  SELECT bool_and(has_table_privilege('${SCHEMA}.job', wanted)) AS enough
  FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted`;

/**
 * Starts pg-boss over a pool; makes its tables and the queue where there are none.
 *
 * @param onFault - told of what goes wrong in its housekeeping
 * @throws StoreError where the package is not installed; Error where the role may not use the tables, and what the driver throws
 */
export async function openEngine(pool: Pool, onFault: (error: unknown) => void): Promise<PgBoss> {
  const Engine = await load();
  const engine = new Engine({
    db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
    schema: SCHEMA,
    schedule: false,
    maintenanceIntervalSeconds: HOUSEKEEPING_SECONDS,
    archiveCompletedAfterSeconds: KEEP_SECONDS,
    deleteAfterSeconds: DELETE_SECONDS,
  });
  engine.on('error', onFault);
  try {
    await engine.start();
    if ((await engine.getQueue(QUEUE)) === null) {
      await engine.createQueue(QUEUE, {
        name: QUEUE,
        expireInSeconds: EXPIRE_SECONDS,
        retryLimit: RETRIES,
        retentionMinutes: KEEP_MINUTES,
      });
    }
    const { rows } = await pool.query<{ enough: boolean }>(RIGHTS);
    if (!rows[0]?.enough) {
      throw new Error(`the role may not read, write and delete in ${SCHEMA}.job`);
    }
    return engine;
  } catch (error) {
    await engine.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}

/** An optional dependency, like the driver: needed only to share unmasking. */
async function load(): Promise<typeof PgBoss> {
  try {
    return (await import('pg-boss')).default;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StoreError(
      'sharing the unmasking needs the package pg-boss: install it in addition to veilsum with `npm install pg-boss@10`',
      { cause: error },
    );
  }
}
