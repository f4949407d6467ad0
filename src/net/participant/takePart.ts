import {
  BROADCAST_TYPES,
  type BroadcastType,
  CLIENT_PHASES,
  type ClientPhase,
  maxMessageBytes,
  maxAttachmentBytes,
} from '../../messages/table.ts';
import { fromHex, toHex } from '../../crypto/hex.ts';
import type { Ledger } from '../../session/ledger.ts';

import type { Session } from '../../session/session.ts';
import { Resumable } from './journal/resumable.ts';
import type { ClientSession } from '../../client/clientSession.ts';
import { CLIENT_SCHEMES } from '../../schemes/clientRegistry.ts';
import { type JoinOptions, joinUnder } from '../../client/join.ts';
import { ALL_CHECKS, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Message } from '../../wire/transcript.ts';

import { FRAME_OVERHEAD } from '../wire/frame.ts';
import { CoordinatorApi, type SessionGone } from './coordinatorApi.ts';
import { download, fetchRecord } from './fetchRecord.ts';
import { findSession } from './findSession.ts';
import { fetchFinished } from './finishedRecords.ts';
import type { Participated, Participation, TakePartOptions } from './participation.ts';
import { withRetry } from './withRetry.ts';
import { sendMessage } from './sendMessage.ts';
import { takePartArgument } from './takePartArgument.ts';

export type { Participated, TakePartOptions } from './participation.ts';

/** Added to the message of an abort that left the journal of an earlier process unchanged. */
const NOTES_KEPT =
  'the journal has an unfinished participation in that session, which is kept: repeat the original request to resume it, or use another folder for another participation';

/**
 * Takes part in one session over HTTP, from the invitation to the verified record. Failed requests
 * are repeated; nothing that the network does makes this client answer twice.
 *
 * With a journal, a participation in progress is resumed. If an earlier one in the requested round
 * ended before its record was kept, this fetches that record instead of joining a session. The
 * journal is closed when this resolves.
 *
 * @returns how the participation ended; aborts and rejections are outcomes, not errors
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal` if that aborts;
 *   UsageError as `joinSession` does, and for options that are missing, unknown or of the wrong
 *   type; JournalError if the journal cannot be read, written or resumed from; and what the ledger,
 *   `input` or a callback throws
 */
export function takePart(options: TakePartOptions): Promise<Participated> {
  return takePartUnder(ALL_CHECKS, options);
}

/** {@link takePart} with some checks off, for the attack suite only. */
export async function takePartUnder(
  checks: EnabledChecks,
  given: TakePartOptions,
): Promise<Participated> {
  const options = takePartArgument(given, '');
  const { journal, random } = options;
  if (!journal) {
    const parts = { ...options, input: (session: Session) => options.input(session, random) };
    const end = await participate({ ...options, checks }, parts, undefined);
    await options.keep?.(end);
    return end;
  }
  const guarded = { ...options, checks };
  const earlier = await fetchFinished(guarded, journal);
  const end = earlier ?? (await participateWith(guarded, await Resumable.open(journal, random)));
  if (earlier) await options.keep?.(earlier);
  if (end.kind === 'published') await journal.forget(end.report.session.digest);
  await journal.close();
  return end;
}

async function participateWith(options: Participation, notes: Resumable): Promise<Participated> {
  const end = await participate(options, resumableParts(options, notes), notes);
  await options.keep?.(end);
  // If resuming failed before the session was joined, the journal is kept: it may belong to a
  // participation that was started with other options.
  if (!(notes.begun && end.kind === 'abort' && !end.session)) await notes.end(end.receipt);
  return end;
}

/** Options of `joinSession` that do not depend on the invitation. */
type Parts = Omit<JoinOptions, 'invitation' | 'sessionDigest' | 'work'>;

/** The same, with all randomness and proofs taken from the journal. */
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
  const { server, fetch, now } = options;
  const api = new CoordinatorApi({ server, fetch, now, signal: options.signal });
  const begun = notes?.begun;
  const digest = begun ? toHex(begun.session) : await joinable(api, options);
  if (typeof digest !== 'string') return digest;
  const invitation = begun
    ? { envelope: begun.invitation }
    : await withRetry(options.signal, () => api.invitation(digest));
  const claiming = toldOf(options.ledger, options.onClaim);
  const ledger = notes ? notes.ledger(claiming, invitation) : claiming;
  const { onProgress, signal } = options;
  const { roster, identity, policy, random, kernel, prover, input, task, round } = parts;
  const { source, epoch } = parts;
  const asked = { task, round, source, epoch, sessionDigest: fromHex(digest) };
  const known = { roster, identity, policy, random, kernel, prover, input, ledger, invitation };
  const joined = await joinUnder(
    options.checks,
    { ...asked, ...known, work: { onProgress, signal } },
    CLIENT_SCHEMES,
    { keepProof: notes && ((make) => notes.keepProof(make)) },
  );
  if (joined.kind === 'abort') {
    return begun ? { ...joined, message: `${joined.message}; ${NOTES_KEPT}` } : joined;
  }

  const { state: client, output } = joined;
  // If an earlier process went further, it has sent this message already.
  const refused = notes?.next ? undefined : await send(api, options, digest, 'advertise', output);
  if (refused) return refused;
  for (const phase of BROADCAST_TYPES.slice(1)) {
    const end = await answerTo(api, options, { client, notes }, digest, phase);
    if (end) return withReceipt(end, client);
  }
  const receipt = client.receipt!;
  // From here on no secrets are needed.
  await notes?.end(receipt);
  options.onPhase?.('record');
  return withReceipt(await fetchRecord(api, options, client.session, receipt), client);
}

/** Wraps a ledger to report each claim that it grants. */
function toldOf(ledger: Ledger, onClaim: TakePartOptions['onClaim']): Ledger {
  return {
    admits: (claim) => ledger.admits(claim),
    claim: async (claim) => {
      const given = await ledger.claim(claim);
      if (given) onClaim?.(claim);
      return given;
    },
  };
}

/** Adds the client's receipt to an outcome, if it has one. */
function withReceipt(end: Participated, { receipt }: ClientSession): Participated {
  return receipt === undefined ? end : { ...end, receipt };
}

/**
 * Finds the session to join, and checks that the coordinator accepts this client's requests. A
 * wrong clock, a proxy that changes paths or an address that redirects is noticed here, before the
 * round is claimed.
 */
async function joinable(
  api: CoordinatorApi,
  options: TakePartOptions,
): Promise<string | SessionGone> {
  const { identity, roster, signal, onSearch } = options;
  const found = await findSession(api, options, onSearch, signal);
  if ('kind' in found) return found;
  // A client that is not on the roster gets an abort from `joinSession`.
  if (roster.find(identity.publicKey) !== undefined) {
    await withRetry(signal, () => api.probe(found.digest, identity));
  }
  return found.digest;
}

/**
 * Waits for the coordinator's message of a phase, and sends the client's answer.
 *
 * @returns the outcome, if the participation ended with this message
 */
async function answerTo(
  api: CoordinatorApi,
  options: TakePartOptions,
  { client, notes }: { readonly client: ClientSession; readonly notes: Resumable | undefined },
  digest: string,
  phase: BroadcastType,
): Promise<Participated | undefined> {
  const { identity, onPhase } = options;
  onPhase?.(phase);
  const message =
    notes?.next ??
    (await download(options, maxFrameBytes(client.session, phase), (partial) =>
      api.message(digest, identity, phase, partial),
    ));
  if ('kind' in message) return message;
  const step = await client.receive(message);
  if (step.kind === 'abort') return { ...step, session: client.session };
  if (step.kind === 'rejection') return { kind: 'refused', code: step.code, message: step.message };
  await notes?.answered(message, step.message);
  // If an earlier process went further, the coordinator has this message already.
  const answering = CLIENT_PHASES[BROADCAST_TYPES.indexOf(phase)]!;
  const end = notes?.next ? undefined : await send(api, options, digest, answering, step.message);
  if (answering === 'commit' && !end) await options.onReceipt?.(client.receipt!);
  return end;
}

async function send(
  api: CoordinatorApi,
  options: TakePartOptions,
  session: string,
  phase: ClientPhase,
  message: Message,
): Promise<Participated | undefined> {
  const { identity } = options;
  const rejection = await sendMessage(api, options, { session, identity, phase }, message);
  return rejection && { kind: 'refused', code: rejection.code, message: rejection.message };
}

/** Largest frame of a coordinator's message, in bytes, including its attachment. */
function maxFrameBytes(session: Session, phase: BroadcastType): number {
  return maxMessageBytes(session, phase) + maxAttachmentBytes(session, phase) + FRAME_OVERHEAD;
}
