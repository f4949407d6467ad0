import type { Client, ClientBase, ClientConfig, Pool, PoolConfig } from 'pg';
import { StoreError } from '../eventStore.ts';
import { isDatabaseAddress } from './address.ts';

/**
 * Limit on the pooled connections of one process; appends to different sessions run in parallel.
 */
const MOST_CONNECTIONS = 8;

/** Timeouts for connecting and for a query, in milliseconds. */
const CONNECT_MS = 5000;
const QUERY_MS = 60_000;

/** Timeout for a query on a separate connection, which only runs short ones, in milliseconds. */
const SHORT_QUERY_MS = 10_000;

/** Time that closing a connection may take, in milliseconds: the server may be gone. */
export const GOODBYE_MS = 5000;

/**
 * Settings of every connection: an event is on disk before it is acknowledged, whatever the
 * server's default is, and a client machine that vanished does not hold locks for long.
 */
const SETTINGS = `
  SET synchronous_commit = on;
  SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET idle_in_transaction_session_timeout = '30s'`;

/** Access to a database: a pool of connections, and separate ones. */
export interface Connections {
  /** The database's address without user and password, for messages. */
  readonly where: string;
  readonly pool: Pool;
  /** Opens a separate connection, which the caller must close. */
  connect(): Promise<Client>;
}

/**
 * Prepares access to a database; nothing is connected yet.
 *
 * @param url - `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Missing parts come from the
 *   environment variables PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and PGPASSFILE, as in
 *   libpq.
 * @throws StoreError if the URL is not valid, or the package `pg` is not installed
 */
export async function connectionsTo(url: string): Promise<Connections> {
  const where = placeOf(url);
  const { Client, Pool } = await driver();
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'veilsum',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
  };
  const pooled: PoolConfig = {
    ...config,
    max: MOST_CONNECTIONS,
    // The pool awaits it, contrary to its type, and discards a connection for which it fails.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: applySettings,
  };
  const pool = new Pool(pooled);
  // An idle connection that breaks is replaced; the next query reports what is wrong.
  pool.on('error', () => undefined);
  return {
    where,
    pool,
    async connect() {
      const client = new Client({ ...config, query_timeout: SHORT_QUERY_MS });
      // The next query reports the error. Without a listener it would end the process.
      client.on('error', () => undefined);
      try {
        await client.connect();
        await applySettings(client);
      } catch (error) {
        void client.end().catch(() => undefined);
        throw error;
      }
      return client;
    },
  };
}

async function applySettings(client: ClientBase): Promise<void> {
  await client.query(SETTINGS);
}

/**
 * Loads the driver, an optional dependency that sessions in a folder do not need.
 *
 * @throws StoreError if it is not installed
 */
async function driver(): Promise<Pick<typeof import('pg'), 'Client' | 'Pool'>> {
  try {
    // The default export, because not every release of the driver has named exports for ES modules.
    return (await import('pg')).default;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StoreError(
      'a store in PostgreSQL needs the package pg: install it in addition to veilsum with `npm install pg`',
      { cause: error },
    );
  }
}

/**
 * The address without user and password.
 *
 * @throws StoreError if it is not an unambiguous address
 */
function placeOf(url: string): string {
  if (!isDatabaseAddress(url)) {
    throw new StoreError(
      'the store’s address is not postgres://USER@HOST:PORT/DATABASE; write /, @, :, ? and # of a password as %2F, %40, %3A, %3F and %23',
    );
  }
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
