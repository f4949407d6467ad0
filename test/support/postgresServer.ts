import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

const PASSWORD = 'correct-horse';
const DEBIAN = '/usr/lib/postgresql';

/** Debian's PostgreSQL, the newest that is installed. */
function binaries(): string | undefined {
  try {
    const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    return versions[0] && join(DEBIAN, versions[0], 'bin');
  } catch {
    return undefined;
  }
}

/** Whether tests over PostgreSQL are left out: where it is not installed. CI installs it, and fails without it. */
export const withoutPostgres: boolean = binaries() === undefined && process.env['CI'] === undefined;
if (withoutPostgres) {
  process.stderr.write(
    'PostgreSQL is not installed: its tests are left out (apt install postgresql)\n',
  );
}

/** A server that tests may make databases in. */
export interface Databases {
  /** Makes an empty database; resolves to its address, with the password. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** A server of the tests' own on the loopback interface. */
export interface PostgresServer extends Databases {
  readonly port: number;
  /** The server's address for the role that owns it. */
  urlOf(database: string): string;
  /** Ends it without any order, as a crash would. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** The address of a database on a server that {@link postgresServer} started. */
function addressOf(port: number, name: string): string {
  return `postgres://owner:${PASSWORD}@127.0.0.1:${port}/${name}`;
}

/** Makes an empty database on a server that {@link postgresServer} started, under a name that nothing else has. */
export async function freshDatabase(port: number): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(addressOf(port, 'postgres'), `CREATE DATABASE ${name}`);
  return addressOf(port, name);
}

/** Starts a server with a password, in a folder of its own, as a user without rights: PostgreSQL refuses root. */
export async function postgresServer(): Promise<PostgresServer> {
  const bin = binaries();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: apt install postgresql');
  const user = unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-postgres-'));
  await chmod(folder, 0o700);
  const secret = join(folder, 'password');
  await writeFile(secret, PASSWORD);
  if (user) for (const path of [folder, secret]) await chown(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const cluster = ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${secret}`];
  await promisify(execFile)(
    join(bin, 'initdb'),
    [...cluster, '-E', 'UTF8', '--locale=C', '--no-sync'],
    { cwd: folder, ...user },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    // After a crash, instead of one call for each of thousands of files.
    recovery_init_sync_method: 'syncfs',
  };
  let server: ChildProcess;
  const urlOf = (name: string): string => addressOf(port, name);

  async function start(): Promise<void> {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    server = spawn(join(bin!, 'postgres'), ['-D', data, ...flags], {
      cwd: folder,
      ...user,
      stdio: 'ignore',
    });
    for (let attempt = 0; attempt < 600; attempt++) {
      if (await query(urlOf('postgres'), 'SELECT 1').catch(() => undefined)) return;
      await setTimeout(50);
    }
    throw new Error('PostgreSQL did not start');
  }
  async function end(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }
  await start();
  return {
    port,
    urlOf,
    start,
    database: () => freshDatabase(port),
    crash: () => end('SIGQUIT'),
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true });
    },
  };
}

/** Asks a database one question, over a connection of its own. */
export async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].map((name) => entries.find(([found]) => found === name));
  const [, , uid, gid] = entry.find((found) => found !== undefined)!;
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
