import type { Client, ClientBase, ClientConfig, Pool, PoolConfig } from 'pg';
import { StoreError } from '../eventStore.ts';
import { isDatabaseAddress } from './address.ts';

/** Connections of one process: appends to different sessions run side by side. */
const MOST_CONNECTIONS = 8;

/** Milliseconds after which a server that does not answer is taken to be gone. */
const CONNECT_MS = 5000;
const QUERY_MS = 60_000;

/** The same on a single connection, which is asked short questions alone. */
const SHORT_QUERY_MS = 10_000;

/** Milliseconds that a server has to end connections that are given up: it may be gone. */
export const GOODBYE_MS = 5000;

/**
 * Settings of every connection. An event is on the disk before it is acknowledged, whatever the server's default; a machine that
 * vanished holds no locks for long.
 */
const SETTINGS = `
  SET synchronous_commit = on;
  SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET idle_in_transaction_session_timeout = '30s'`;

/** Ways to a database: as many connections as there is work, and single ones that are kept. */
export interface Connections {
  /** Where it is, for messages, without user and password. */
  readonly where: string;
  readonly pool: Pool;
  /** A separate connection. The caller ends it. */
  connect(): Promise<Client>;
}

/**
 * Prepares ways to a database; nothing is connected yet.
 *
 * @param url - `postgres://USER:PASSWORD@HOST:PORT/DATABASE`; what is missing is taken from the variables PGHOST, PGPORT, PGUSER,
 *   PGPASSWORD, PGDATABASE and PGPASSFILE, as in PostgreSQL's own programs
 * @throws StoreError if the URL is not valid, or the driver is not installed
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
    // The pool waits for it, whatever its types say, and gives a connection up for which it fails.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: applySettings,
  };
  const pool = new Pool(pooled);
  // An idle connection that breaks is replaced; the next user of a connection finds out what is
  // wrong.
  pool.on('error', () => undefined);
  return {
    where,
    pool,
    async connect() {
      const client = new Client({ ...config, query_timeout: SHORT_QUERY_MS });
      // The next query reports the error; without a listener, it would end the process.
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

/** An optional dependency: not needed to keep sessions in a folder. */
async function driver(): Promise<Pick<typeof import('pg'), 'Client' | 'Pool'>> {
  try {
    // Through the default: not every release of the driver names its exports to ES modules.
    return (await import('pg')).default;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StoreError(
      'a store in PostgreSQL needs the package pg: install it in addition to veilsum with `npm install pg`',
      { cause: error },
    );
  }
}

function placeOf(url: string): string {
  if (!isDatabaseAddress(url)) {
    throw new StoreError(
      'the store’s address is not postgres://USER@HOST:PORT/DATABASE; write /, @, :, ? and # of a password as %2F, %40, %3A, %3F and %23',
    );
  }
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
