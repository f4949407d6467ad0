import { fromHex, toHex } from '../../crypto/hex.ts';
import type { RandomSource } from '../../crypto/random.ts';
import type { ProofChecker } from '../../proofs/system.ts';
import { maxDeliveryBytes, maxMessageBytes } from '../../session/messageSizes.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../session/parameters.ts';
import type { Session } from '../../session/session.ts';
import type { Journal } from '../journal/journal.ts';
import { Resumable } from '../journal/resumable.ts';
import type { ClientSession } from '../../client/clientSession.ts';
import { type JoinOptions, joinUnder } from '../../client/join.ts';
import { recordPolicy } from '../../record/policy.ts';
import { type Report, verifyUnder } from '../../record/verify.ts';
import type { CheckName } from '../../session/checks.ts';
import { ALL_DEFENCES, type Defences } from '../../session/defences.ts';
import type { Abort } from '../../session/outcome.ts';
import type { Message } from '../../wire/message.ts';
import { COORDINATOR_PHASES, type CoordinatorPhase } from '../service/sessionView.ts';
import { Arriving } from './arriving.ts';
import { FRAME_OVERHEAD } from './frame.ts';
import { CoordinatorApi, type Gone } from './coordinatorApi.ts';
import { persist } from './persist.ts';
import type { ApiOptions } from './requests.ts';
import { sendMessage, type SendOptions } from './sendMessage.ts';
import type { SessionJson } from './sessionJson.ts';
import { oddAnswer } from './unreachable.ts';

/** What a participant needs to take part in a task's round over HTTP. */
export interface TakePartOptions
  extends
    Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'work' | 'input'>,
    ApiOptions,
    SendOptions {
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

/** What an abort says that left the notes of an earlier process as they are. */
const NOTES_KEPT =
  'there are notes of a participation in that session, and they are kept: ask for what it was begun for to go on with it, or keep the notes of another one in another place';

/** Milliseconds between two looks for a session that is not there yet. */
const LOOK_MS = 1000;

/**
 * Takes part in one session from the invitation to the verified record. Requests that fail on the way are made again; nothing that
 * the network does makes this client answer twice.
 *
 * @throws CoordinatorUnreachable when asking again does not help; the reason of `signal` when it stops; HostError as `joinSession`;
 *   JournalError where notes cannot be kept or followed
 */
export function takePart(options: TakePartOptions): Promise<Participated> {
  return takePartUnder(ALL_DEFENCES, options);
}

/** {@link takePart} with some checks off: for the attack suite alone. */
export async function takePartUnder(
  defences: Defences,
  options: TakePartOptions,
): Promise<Participated> {
  const { journal, random } = options;
  if (!journal) {
    const parts = { ...options, input: (session: Session) => options.input(session, random) };
    return participate({ ...options, defences }, parts, undefined);
  }
  const notes = await Resumable.open(journal, random);
  const end = await participate({ ...options, defences }, resumableParts(options, notes), notes);
  // A session that this process did not take up again may be another one's, which is to go on with it.
  if (notes.begun && end.kind === 'abort' && !end.session) await journal.close();
  else await notes.over();
  return end;
}

/** How a participant takes part, under which checks. */
type Participation = TakePartOptions & { readonly defences: Defences };

/** What `joinSession` gets beside the invitation. */
type Parts = Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'work'>;

function resumableParts(options: TakePartOptions, notes: Resumable): Parts {
  return {
    ...options,
    random: notes.random('session'),
    input: (session) => options.input(session, notes.random('input')),
    prover: options.prover && notes.prover(options.prover),
  };
}

async function participate(
  options: Participation,
  parts: Parts,
  notes: Resumable | undefined,
): Promise<Participated> {
  const api = new CoordinatorApi(options);
  const begun = notes?.begun;
  const digest = begun ? toHex(begun.session) : (await findSession(api, options)).digest;
  const invitation = begun
    ? { envelope: begun.invitation }
    : await persist(options.signal, () => api.invitation(digest));
  const ledger = notes ? notes.ledger(options.ledger, invitation) : options.ledger;
  const { onProgress, signal } = options;
  const joined = await joinUnder(options.defences, {
    ...parts,
    ledger,
    invitation,
    sessionDigest: fromHex(digest),
    work: { onProgress, signal },
  });
  if (joined.kind === 'abort') {
    return begun ? { ...joined, message: `${joined.message}; ${NOTES_KEPT}` } : joined;
  }

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
    if (open && !/^[0-9a-f]{64}$/.test(open.digest)) throw oddAnswer('the digest of a session');
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
    (await download(options, maxFrameBytes(client.session, phase), (arriving) =>
      api.message(digest, identity, phase, arriving),
    ));
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
  options: Participation,
  client: ClientSession,
  digest: string,
): Promise<Participated> {
  options.onPhase?.('record');
  const most = maxMessageBytes(client.session, 'record');
  const record = await download(options, most, (arriving) => api.record(digest, arriving));
  if ('kind' in record) return record;
  const { defences, policy, roster, kernel, checker, task } = options;
  // The round that was joined, where any would have done.
  const { round = client.session.parameters.round } = options;
  const wanted = { ...recordPolicy(policy), roster, task, round, expectMine: client.receipt };
  const report = await verifyUnder(defences, record, wanted, kernel, { checker });
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

/** The most bytes of the coordinator's message of a phase, with what comes beside it. */
function maxFrameBytes(session: Session, phase: CoordinatorPhase): number {
  const beside = phase === 'shared' ? maxDeliveryBytes(session) : 0;
  return maxMessageBytes(session, phase) + beside + FRAME_OVERHEAD;
}

/** Asks until there is an answer; where one breaks off, for the rest of it. */
async function download<T>(
  { signal }: TakePartOptions,
  mostBytes: number,
  ask: (arriving: Arriving) => Promise<T | undefined>,
): Promise<T> {
  const arriving = new Arriving(mostBytes);
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
