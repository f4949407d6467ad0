import type { Pool } from 'pg';
import { StoreError } from '../eventStore.ts';

/** Version of the tables below. */
const VERSION = 1;

/**
 * Key of the advisory lock under which the tables are created, so that processes that start
 * together do not create them twice.
 */
const MAKING_LOCK = '8388275829843506551';

/**
 * The tables. A session's row has its number of events: taking the next place updates that row,
 * which transactions do one after another, so places have no gaps and become visible in order. An
 * event larger than one part has several rows. The transaction and the timeline of the opening say
 * where a session was opened: see `restoredFrom`.
 */
const TABLES = `
  CREATE SCHEMA IF NOT EXISTS veilsum;
  CREATE TABLE veilsum.version (version integer NOT NULL);
  INSERT INTO veilsum.version VALUES (${VERSION});
  CREATE TABLE veilsum.session (
    digest text PRIMARY KEY,
    round text NOT NULL UNIQUE,
    opened_in text NOT NULL,
    timeline text NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    events integer NOT NULL,
    ended boolean NOT NULL
  );
  CREATE TABLE veilsum.event (
    session text NOT NULL REFERENCES veilsum.session,
    place integer NOT NULL,
    part integer NOT NULL,
    parts integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (session, place, part)
  );
  ALTER TABLE veilsum.event ALTER COLUMN body SET STORAGE EXTERNAL`;

/**
 * Creates the tables if they do not exist. A role that may not create tables can use existing ones.
 *
 * @throws StoreError if they are of another version, or the server does not sync to disk (`fsync =
 *   off`)
 */
export async function prepareTables(pool: Pool, where: string): Promise<void> {
  const client = await pool.connect();
  try {
    const fsync = await client.query<{ setting: string }>(
      `SELECT current_setting('fsync') AS setting`,
    );
    if (fsync.rows[0]?.setting === 'off') {
      throw new StoreError(
        `${where}: the server runs with fsync = off, and could lose what it has acknowledged; set it to on`,
      );
    }
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MAKING_LOCK]);
    const there = await client.query<{ name: string | null }>(
      `SELECT to_regclass('veilsum.version')::text AS name`,
    );
    if (!there.rows[0]?.name) await client.query(TABLES);
    const found = await client.query<{ version: number }>('SELECT version FROM veilsum.version');
    await client.query('COMMIT');
    const version = found.rows[0]?.version;
    if (version !== VERSION) {
      throw new StoreError(
        `${where}: the tables have version ${version}, but this veilsum needs version ${VERSION}; use the version that created them`,
      );
    }
  } finally {
    // Closing the connection rolls back what was not committed.
    client.release(true);
  }
}
