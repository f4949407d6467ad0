import type { Pool } from 'pg';
import type PgBoss from 'pg-boss';
import { StoreError } from '../../eventStore.ts';

/** The schema of pg-boss's tables. */
export const SCHEMA = 'veilsum_queue';

/** Name of the queue; it includes the version of the pieces' format. */
export const QUEUE = 'mask-pieces-1';

/**
 * Time in seconds after which a piece that was taken but not finished is given to another process.
 * The process that needs it does not wait that long.
 */
const EXPIRE_SECONDS = 60;

/** Number of times that a piece is given to another process. */
const RETRIES = 3;

/** Times after which pieces are archived if no process has removed them, and deleted after that. */
const KEEP_MINUTES = 60;
const KEEP_SECONDS = 3600;
const DELETE_SECONDS = 60;

/** Interval of housekeeping in seconds; one of the processes does it. */
const HOUSEKEEPING_SECONDS = 60;

/** Whether the role has the privileges that the queue needs. */
const RIGHTS = `
  SELECT bool_and(has_table_privilege('${SCHEMA}.job', wanted)) AS enough
  FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted`;

/**
 * Starts pg-boss on a pool, and creates its tables and the queue if they do not exist.
 *
 * @param onFault - Called with failures of its housekeeping.
 * @throws StoreError if pg-boss is not installed; Error if the role lacks privileges; the driver's
 *   error
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

/**
 * Loads pg-boss, an optional dependency that is needed only to share the unmasking.
 *
 * @throws StoreError if it is not installed
 */
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
