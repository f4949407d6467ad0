import { once } from 'node:events';
import { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import { systemRandom } from '../../crypto/random.ts';
import type { Identity } from '../../crypto/signing.ts';
import { defaultKernel, type Kernel } from '../../kernel/index.ts';
import { makeFolder } from '../../net/disk/folders.ts';
import { coordinatorServer } from '../../net/server/server.ts';
import { TaskError } from '../../net/server/serverOptions.ts';
import { CoordinatorService } from '../../net/service/coordinatorService.ts';
import type { HostedSession } from '../../net/service/hostedSession.ts';
import type { Tracer } from '../../net/service/tracer.ts';
import { type EventStore, StoreError } from '../../net/service/eventStore.ts';
import { openLevelStore } from '../../net/service/levelStore.ts';
import { openPostgresStore } from '../../net/service/postgres/postgresStore.ts';
import { systemReason } from '../../net/disk/systemReason.ts';
import { UsageError } from '../../session/outcome.ts';
import { SessionError } from '../../session/session.ts';
import { openSharedMasks } from '../../net/service/postgres/unmasking/sharedMasks.ts';
import { atMost } from '../../net/service/atMost.ts';
import { coordinatorCheckerFor } from '../proofSystem.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { FollowUps } from '../followUps.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readRoster } from '../files/rosterFile.ts';
import { decodeText, readBounded } from '../vectors/readBounded.ts';
import { readTask, sessionOf, type Task, taskIn } from '../files/taskFile.ts';
import { type Resources, withResources } from '../resources.ts';
import { installedTracer } from '../tracing.ts';
import { print, printError } from '../output.ts';
import { addOptions } from '../settings/options.ts';
import { settingsOf } from '../settings/settingsOf.ts';
import { SERVE_NOTES, SERVE_SETTINGS, type ServeOptions } from './serveSettings.ts';

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
  const command = new Command('serve').description(
    'Run the coordinator: open sessions, collect messages over HTTP, publish records',
  );
  return addOptions(command, { ...SERVE_SETTINGS })
    .addHelpText('after', SERVE_NOTES)
    .action(async (options: Readonly<Record<string, unknown>>) => {
      await serve(await settingsOf(SERVE_SETTINGS, options, process.env));
    });
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
  const tracer = await installedTracer();
  const service = await startService(options, { identity, kernel, tracer, faults }, resources);
  const open = async (task: Task): Promise<HostedSession> => {
    const session = await sessionOf(task, roster, identity.publicKey, systemRandom);
    return service.open(session, roster);
  };
  const followUps = new FollowUps(service, open);
  for (const task of tasks) await followUps.open(task);
  const app = await coordinatorServer({
    service,
    now,
    operatorToken,
    openTask: (value) => orTaskError(async () => followUps.open(taskIn(value))),
    tls,
    uploadFolder: options.uploadDir,
    allowedOrigins: options.allowOrigin,
    log,
    tracer,
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
  await untilStopped(service, followUps, faults, options.untilDone ?? false);
  faults.fatal.throwIfAborted();
}

/** What the service is started with, apart from its options. */
interface ServiceParts {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly tracer: Tracer | undefined;
  readonly faults: Faults;
}

/**
 * Starts the service on its store. Both are released with the other resources, even if starting
 * fails.
 */
async function startService(
  { store: place, heads, shareUnmasking, allowDevelopmentKeys }: ServeOptions,
  { identity, kernel, tracer, faults }: ServiceParts,
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
    tracer,
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
  followUps: FollowUps,
  { fatal, tell }: Faults,
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
    void openDue(followUps).catch(tell);
    const ended = !followUps.pending && service.sessions.every(({ view }) => view.end);
    if (untilDone && ended) setTimeout(stopped, 5000);
  }, TICK_MS);
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  clearInterval(ticking);
  process.off('SIGINT', stopped).off('SIGTERM', stopped);
}

/** Opens the rounds that follow lost ones, and says so. */
async function openDue(followUps: FollowUps): Promise<void> {
  for (const { id, session } of await followUps.openDue()) {
    const { task, round, scheme } = session.parameters;
    print(
      `session ${id}: task ${JSON.stringify(task)}, round ${round} under ${scheme.kind}, as the round before was lost\n`,
    );
  }
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
