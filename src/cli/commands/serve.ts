import { once } from 'node:events';
import { Command, Option } from 'commander';
import type { FastifyInstance } from 'fastify';
import { systemRandom } from '../../crypto/random.ts';
import type { Identity } from '../../crypto/signing.ts';
import { defaultKernel, type Kernel } from '../../kernel/index.ts';
import { makeFolder } from '../../net/disk/folders.ts';
import { coordinatorServer } from '../../net/server/server.ts';
import { TaskError } from '../../net/server/serverOptions.ts';
import { CoordinatorService } from '../../net/service/coordinatorService.ts';
import type { HostedSession } from '../../net/service/hostedSession.ts';
import { type EventStore, StoreError } from '../../net/service/eventStore.ts';
import { openLevelStore } from '../../net/service/levelStore.ts';
import { openPostgresStore } from '../../net/service/postgres/postgresStore.ts';
import { systemReason } from '../../net/disk/systemReason.ts';
import { UsageError } from '../../session/outcome.ts';
import { SessionError } from '../../session/session.ts';
import { openSharedMasks } from '../../net/service/postgres/unmasking/sharedMasks.ts';
import { atMost } from '../../net/service/atMost.ts';
import { coordinatorCheckerFor } from '../proofSystem.ts';
import {
  type ListenAddress,
  listenAddress,
  localFolder,
  pageOrigin,
  storePlace,
} from './addresses.ts';
import { DEVELOPMENT_KEYS_HELP } from './options.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readRoster } from '../files/rosterFile.ts';
import { decodeText, readBounded } from '../vectors/readBounded.ts';
import { readTask, sessionOf, type Task, taskIn } from '../files/taskFile.ts';
import { type Resources, withResources } from '../resources.ts';
import { print, printError } from '../output.ts';

interface ServeOptions {
  readonly identity: string;
  readonly roster: string;
  readonly store: string;
  readonly heads?: string;
  readonly task?: readonly string[];
  readonly listen?: ListenAddress;
  readonly shareUnmasking?: true;
  readonly operatorToken?: string;
  readonly allowOrigin?: readonly string[];
  readonly uploadDir?: string;
  readonly tlsKey?: string;
  readonly tlsCert?: string;
  readonly allowDevelopmentKeys?: true;
  readonly untilDone?: true;
  readonly quiet?: true;
}

/** Interval at which deadlines are checked, in milliseconds. */
const TICK_MS = 250;

/** Time that requests in progress have when the process stops, in milliseconds. */
const CLOSE_MS = 2000;

/** Least interval between two log lines about failures that repeat, in milliseconds. */
const FAULT_LINE_MS = 2000;

/** Limit on a key, a certificate chain or a token, in bytes. */
const MAX_SMALL_FILE_BYTES = 2 ** 20;

/** `veilsum serve`: runs the coordinator as a service. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the coordinator: open sessions, collect messages over HTTP, publish records')
    .requiredOption('--identity <file>', 'the coordinator’s identity, from veilsum keygen')
    .requiredOption('--roster <file>', 'the roster of the clients')
    .addOption(
      new Option(
        '--store <place>',
        'where to keep everything that is received: a folder, or postgres://HOST/DATABASE, which several processes may share',
      )
        .env('VEILSUM_STORE')
        .argParser(storePlace)
        .makeOptionMandatory(),
    )
    .option(
      '--heads <dir>',
      'where this process records the progress of each session, so that a damaged or restored store is noticed (default: heads in the store’s folder)',
    )
    .option(
      '--task <file>',
      'a task file: its session is opened, unless the store already has one for its round; repeatable',
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option(
      '--listen <host:port>',
      'where to listen; *:PORT for all addresses (default: 127.0.0.1:8420)',
      listenAddress,
    )
    .option(
      '--share-unmasking',
      'split the unmasking of large sessions over all processes of the database that have this flag; needs the package pg-boss',
    )
    .option(
      '--operator-token <file>',
      'a file with a secret: requests that contain it may open sessions and end phases',
    )
    .option(
      '--allow-origin <origin>',
      'let pages of this origin take part, such as https://sum.example.org; repeatable',
      (text: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        pageOrigin(text),
      ],
    )
    .option(
      '--upload-dir <dir>',
      'where to keep messages that arrive in chunks until they are complete (default: the system’s temporary folder)',
      localFolder('--upload-dir'),
    )
    .option('--tls-key <file>', 'serve TLS with this key, if no proxy does')
    .option('--tls-cert <file>', 'the certificate for --tls-key')
    .option('--allow-development-keys', DEVELOPMENT_KEYS_HELP)
    .option('--until-done', 'stop when every session has ended')
    .option('--quiet', 'write no log')
    .addHelpText(
      'after',
      '\nPut a database’s password into PGPASSWORD, PGPASSFILE or VEILSUM_STORE: others on the machine can see arguments.\nThe log goes to stderr, one JSON object per line. SIGINT or SIGTERM stops it; started again with the same store, it resumes\nwhere it was.\nExit codes: 0 stopped, 2 usage, 3 unreadable input, 4 internal.',
    )
    .action(serve);
}

function serve(options: ServeOptions): Promise<void> {
  return withResources((resources) => serveWith(options, resources));
}

async function serveWith(options: ServeOptions, resources: Resources): Promise<void> {
  if (options.shareUnmasking && !isDatabase(options.store)) {
    throw new CommandError(
      EXIT.usage,
      '--share-unmasking needs a database as --store: a folder belongs to one process, which uses all of its threads anyway',
    );
  }
  const identity = await readIdentity(options.identity);
  const roster = await readRoster(options.roster);
  const tasks = await Promise.all((options.task ?? []).map(readTask));
  const operatorToken = options.operatorToken && (await readToken(options.operatorToken));
  const tls = await tlsOf(options);
  if (options.uploadDir !== undefined) await requireFolder(options.uploadDir);
  const kernel = await defaultKernel();
  resources.add(() => {
    kernel.close();
  });
  const now = (): number => Date.now();
  const log = options.quiet ? undefined : printError;
  const faults = new Faults(log);
  const service = await startService(options, identity, kernel, faults, resources);
  const open = async (task: Task): Promise<HostedSession> => {
    const session = await sessionOf(task, roster, identity.publicKey, systemRandom);
    return service.open(session, roster);
  };
  for (const task of tasks) await open(task);
  const app = await coordinatorServer({
    service,
    now,
    operatorToken,
    openTask: (value) => orTaskError(async () => open(taskIn(value))),
    tls,
    uploadFolder: options.uploadDir,
    allowedOrigins: options.allowOrigin,
    log,
  });
  resources.add(() => closeServer(app));
  const { host, port } = options.listen ?? { host: '127.0.0.1', port: 8420 };
  const url = await app.listen({ host, port }).catch((error: unknown) => {
    throw new CommandError(EXIT.usage, `${host}:${port}: ${(error as Error).message}`);
  });
  print(`coordinator ${identity.publicKey.toHex()} at ${url}\n`);
  for (const { id, session, view } of service.sessions) {
    const { task, round } = session.parameters;
    print(
      `session ${id}: task ${JSON.stringify(task)}, round ${round}, ${view.end?.kind ?? view.phase}\n`,
    );
  }
  await untilStopped(service, faults.fatal, options.untilDone ?? false);
  faults.fatal.throwIfAborted();
}

/**
 * Starts the service on its store. Both are released with the other resources, even if starting
 * fails.
 */
async function startService(
  { store: place, heads, shareUnmasking, allowDevelopmentKeys }: ServeOptions,
  identity: Identity,
  kernel: Kernel,
  faults: Faults,
  resources: Resources,
): Promise<CoordinatorService> {
  const shared = shareUnmasking
    ? await openSharedMasks(place, { kernel, onFault: faults.tell })
    : undefined;
  resources.add(() => shared?.stop());
  const store = await storeAt(place, heads);
  let release = (): Promise<void> => store.close();
  resources.add(() => release());
  const service = await CoordinatorService.start({
    identity,
    kernel,
    store,
    now: () => Date.now(),
    checkerFor: (demand) => coordinatorCheckerFor(demand, kernel),
    allowDevelopmentKeys,
    onFault: faults.tell,
    addMasks: shared?.addMasks,
  });
  release = () => service.stop();
  return service;
}

/** Tells the operator what is wrong with a task; any other error is an internal one. */
async function orTaskError<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const kinds = [CommandError, SessionError, UsageError];
    if (!kinds.some((kind) => error instanceof kind)) throw error;
    throw new TaskError((error as Error).message, { cause: error });
  }
}

/** Closes a server. Requests in progress are answered, unless that takes too long. */
async function closeServer(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  await atMost(CLOSE_MS, closed);
  app.server.closeAllConnections();
  await closed;
}

/** Opens a store: a folder, or a database that several processes share. */
function storeAt(place: string, heads: string | undefined): Promise<EventStore> {
  return isDatabase(place) ? openPostgresStore(place, heads) : openLevelStore(place, heads);
}

function isDatabase(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place);
}

/**
 * Failures of background work: they are logged, and one that the store cannot recover from stops
 * the service.
 */
class Faults {
  readonly #log: ((line: string) => void) | undefined;
  readonly #fatal = new AbortController();
  #lastAt = 0;

  constructor(log: ((line: string) => void) | undefined) {
    this.#log = log;
  }

  /** Aborted with the error that stops the service. */
  get fatal(): AbortSignal {
    return this.#fatal.signal;
  }

  readonly tell = (error: unknown): void => {
    if (error instanceof StoreError && !error.passing) this.#fatal.abort(error);
    const time = Date.now();
    // Work that is repeated fails repeatedly.
    if (time - this.#lastAt < FAULT_LINE_MS) return;
    this.#lastAt = time;
    const msg = error instanceof Error ? error.message : String(error);
    this.#log?.(`${JSON.stringify({ level: 50, time, msg })}\n`);
  };
}

/**
 * Closes phases at their deadlines until a signal arrives, or every session has ended and clients
 * have had time to fetch the last record.
 */
async function untilStopped(
  service: CoordinatorService,
  fatal: AbortSignal,
  untilDone: boolean,
): Promise<void> {
  const stop = new AbortController();
  const stopped = (): void => {
    stop.abort();
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  fatal.addEventListener('abort', stopped);
  if (fatal.aborted) stopped();
  const ticking = setInterval(() => {
    void service.closeDue();
    if (untilDone && service.sessions.every(({ view }) => view.end)) setTimeout(stopped, 5000);
  }, TICK_MS);
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  clearInterval(ticking);
  process.off('SIGINT', stopped).off('SIGTERM', stopped);
}

async function requireFolder(path: string): Promise<void> {
  await makeFolder(path, 0o700).catch((error: unknown) => {
    throw new CommandError(EXIT.input, `${path}: cannot be created: ${systemReason(error)}`);
  });
}

async function tlsOf({
  tlsKey,
  tlsCert,
}: ServeOptions): Promise<{ key: Uint8Array; cert: Uint8Array } | undefined> {
  if (tlsKey === undefined && tlsCert === undefined) return undefined;
  if (tlsKey === undefined || tlsCert === undefined) {
    throw new CommandError(EXIT.usage, 'TLS needs both --tls-key and --tls-cert');
  }
  return {
    key: await readBounded(tlsKey, MAX_SMALL_FILE_BYTES),
    cert: await readBounded(tlsCert, MAX_SMALL_FILE_BYTES),
  };
}

async function readToken(path: string): Promise<string> {
  return decodeText(path, await readBounded(path, MAX_SMALL_FILE_BYTES)).trim();
}
