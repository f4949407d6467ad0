import { toHex } from '../../crypto/hex.ts';
import type { RandomSource } from '../../crypto/random.ts';
import type { ProofChecker } from '../../proofs/system.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../session/parameters.ts';
import type { Session } from '../../session/session.ts';
import type { Journal } from '../journal/journal.ts';
import { Resumable } from '../journal/resumable.ts';
import type { ClientSession } from '../../client/clientSession.ts';
import { joinSession, type JoinOptions, participantFields } from '../../client/join.ts';
import { type Report, verifyAggregate } from '../../record/verify.ts';
import type { CheckName } from '../../session/checks.ts';
import type { Abort } from '../../session/outcome.ts';
import { checkerArgument } from '../../session/parties.ts';
import { callable, having, integer, optional, strictObject, text } from '../../usage/arguments.ts';
import type { Message } from '../../wire/message.ts';
import { COORDINATOR_PHASES, type CoordinatorPhase } from '../service/sessionView.ts';
import { Arriving } from './arriving.ts';
import { CoordinatorApi, type Gone } from './coordinatorApi.ts';
import { persist } from './persist.ts';
import { apiFields, type ApiOptions } from './requests.ts';
import { sendMessage, type SendOptions } from './sendMessage.ts';
import type { SessionJson } from './sessionJson.ts';

/** What a participant needs to take part in a task's round over HTTP. */
export interface TakePartOptions
  extends Omit<JoinOptions, 'invitation' | 'work' | 'input'>, ApiOptions, SendOptions {
  readonly task: string;
  /** The round; the latest that is open where it is left out. */
  readonly round?: number | undefined;
  /**
   * The input, once the session is known and has passed the policy: d integers within ±B. What it draws must come from
   * `random`, so that a process that takes the participation up again gets the same.
   */
  readonly input: (session: Session, random: RandomSource) => Int32Array;
  /** Checks the proofs in the record, for sessions that ask for them; see `veilsum/snark`. */
  readonly checker?: ProofChecker | undefined;
  /** Notes with which a later process goes on where this one stopped; see `openLevelJournal`. */
  readonly journal?: Journal | undefined;
  /** Called when this client begins to wait for a message of the coordinator. */
  readonly onPhase?: ((phase: CoordinatorPhase | 'record') => void) | undefined;
  /** Progress of the long work: committing, then masking. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

const takePartArgument = strictObject<TakePartOptions>({
  ...participantFields,
  ...apiFields,
  task: text(1, 200),
  round: optional(integer(0)),
  input: callable('a function that gives the input'),
  checker: optional(checkerArgument),
  journal: optional(
    having<Journal>('notes: openLevelJournal of veilsum/node opens them', [
      'entries',
      'append',
      'discard',
      'close',
    ]),
  ),
  chunkBytes: optional(integer(1, 2 ** 22)),
  onPhase: optional(callable()),
  onProgress: optional(callable()),
});

/** How a participation ended. */
export type Participated =
  | {
      readonly kind: 'published';
      readonly record: Uint8Array;
      /** What this client found when it checked the record, with its own commitment in hand. */
      readonly report: Report;
      /** Its Commit envelope, to find itself in the record by. */
      readonly receipt: Uint8Array;
    }
  /** This client ended it, as a check failed; with the session, where it had joined one: see `evidenceOf`. */
  | (Abort & { readonly session?: Session })
  /** The coordinator ended it, or went on without this client. */
  | Gone
  /** The coordinator turned down this client's message. */
  | { readonly kind: 'refused'; readonly code: CheckName; readonly message: string };

/** Milliseconds between two looks for a session that is not there yet. */
const LOOK_MS = 1000;

/**
 * Takes part in one session from the invitation to the verified record. Requests that fail on the way are made again; nothing that
 * the network does makes this client answer twice.
 *
 * @throws CoordinatorUnreachable when asking again does not help; the reason of `signal` when it stops; HostError as `joinSession`, and for options that are
 *   missing, unknown or of another kind;
 *   JournalError where notes cannot be kept or followed
 */
export async function takePart(given: TakePartOptions): Promise<Participated> {
  const options = takePartArgument(given, '');
  const { journal, random } = options;
  if (!journal) {
    const parts = { ...options, input: (session: Session) => options.input(session, random) };
    return participate(options, parts, undefined);
  }
  const notes = await Resumable.open(journal, random);
  const end = await participate(options, resumableParts(options, notes), notes);
  await notes.over();
  return end;
}

/** What `joinSession` gets beside the invitation. */
type Parts = Omit<JoinOptions, 'invitation' | 'work'>;

function resumableParts(options: TakePartOptions, notes: Resumable): Parts {
  return {
    ...options,
    random: notes.random('session'),
    input: (session) => options.input(session, notes.random('input')),
    prover: options.prover && notes.prover(options.prover),
  };
}

async function participate(
  options: TakePartOptions,
  parts: Parts,
  notes: Resumable | undefined,
): Promise<Participated> {
  const { server, fetch, now } = options;
  const api = new CoordinatorApi({ server, fetch, now, signal: options.signal });
  const begun = notes?.begun;
  const digest = begun ? toHex(begun.session) : (await findSession(api, options)).digest;
  const invitation = begun
    ? { envelope: begun.invitation }
    : await persist(options.signal, () => api.invitation(digest));
  const ledger = notes ? notes.ledger(options.ledger, invitation) : options.ledger;
  const { onProgress, signal } = options;
  const { roster, identity, policy, random, kernel, prover, input } = parts;
  const wanted = { roster, identity, policy, random, kernel, prover, input, ledger, invitation };
  const joined = await joinSession({ ...wanted, work: { onProgress, signal } });
  if (joined.kind === 'abort') return joined;

  const { state: client, output } = joined;
  // An earlier process sent it where it went on from there.
  const refused = notes?.next ? undefined : await send(api, options, digest, 'advertise', output);
  if (refused) return refused;
  for (const phase of COORDINATOR_PHASES.slice(1)) {
    const end = await answerTo(api, options, { client, notes }, digest, phase);
    if (end) return end;
  }
  return checkRecord(api, options, client, digest);
}

/** Waits for a session of the task that is open to join. */
async function findSession(
  api: CoordinatorApi,
  options: TakePartOptions,
): Promise<Pick<SessionJson, 'digest'>> {
  const { task, round, signal } = options;
  for (;;) {
    const sessions = await persist(signal, () => api.sessions());
    const open = sessions.findLast(
      (session) =>
        session.task === task &&
        session.state === 'advertise' &&
        (round === undefined || session.round === round),
    );
    if (open) return open;
    await pause(LOOK_MS, signal);
  }
}

/** Waits for the coordinator's message of a phase, and sends what the client answers. */
async function answerTo(
  api: CoordinatorApi,
  options: TakePartOptions,
  { client, notes }: { readonly client: ClientSession; readonly notes: Resumable | undefined },
  digest: string,
  phase: CoordinatorPhase,
): Promise<Participated | undefined> {
  const { identity, onPhase } = options;
  onPhase?.(phase);
  const message =
    notes?.next ??
    (await download(options, (arriving) => api.message(digest, identity, phase, arriving)));
  if ('kind' in message) return message;
  const step = await client.receive(message);
  if (step.kind === 'abort') return { ...step, session: client.session };
  if (step.kind === 'refusal') return { kind: 'refused', code: step.code, message: step.message };
  await notes?.answered(message, step.message);
  // What an earlier process went on from, the coordinator has.
  const answering = CLIENT_PHASES[COORDINATOR_PHASES.indexOf(phase)]!;
  return notes?.next ? undefined : send(api, options, digest, answering, step.message);
}

async function checkRecord(
  api: CoordinatorApi,
  options: TakePartOptions,
  client: ClientSession,
  digest: string,
): Promise<Participated> {
  options.onPhase?.('record');
  const record = await download(options, (arriving) => api.record(digest, arriving));
  if ('kind' in record) return record;
  const { policy, roster, kernel, checker } = options;
  const { task, round } = client.session.parameters;
  const report = await verifyAggregate(
    record,
    {
      rosterDigest: policy.rosterDigest,
      roster,
      coordinatorKey: policy.coordinatorKey,
      task,
      round,
      modelDigest: policy.modelDigest,
      maxCorrupt: policy.maxCorrupt,
      expectMine: client.receipt,
      proofs: policy.proofs,
      bound: policy.bound,
      encoding: policy.encoding,
      length: policy.length,
      rowLength: policy.rowLength,
    },
    kernel,
    { checker },
  );
  return { kind: 'published', record, report, receipt: client.receipt! };
}

async function send(
  api: CoordinatorApi,
  options: TakePartOptions,
  session: string,
  phase: ClientPhase,
  message: Message,
): Promise<Participated | undefined> {
  const { identity } = options;
  const refusal = await sendMessage(api, options, { session, identity, phase }, message);
  return refusal && { kind: 'refused', code: refusal.code, message: refusal.message };
}

/** Asks until there is an answer; where one breaks off, for the rest of it. */
async function download<T>(
  { signal }: TakePartOptions,
  ask: (arriving: Arriving) => Promise<T | undefined>,
): Promise<T> {
  const arriving = new Arriving();
  for (;;) {
    const answer = await persist(signal, () => ask(arriving));
    if (answer !== undefined) return answer;
    signal?.throwIfAborted();
  }
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop);
  });
}
