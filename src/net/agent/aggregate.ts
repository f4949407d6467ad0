import type { RandomSource } from '../../crypto/random.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { evidenceOf } from '../../record/evidence/evidence.ts';
import {
  encodeInput,
  type EncodingInput,
  type Encoding,
  type NumericVector,
} from '../../session/encodings/index.ts';
import { defaultEpoch } from '../../session/inputEpoch.ts';
import type { Claim } from '../../session/ledger.ts';
import { layoutDigest, type TensorLayout, toSessionUnit } from '../../session/layout/index.ts';
import { requireLayout } from '../../session/policy.ts';
import { UsageError } from '../../session/outcome.ts';
import type { Session } from '../../session/session.ts';
import type { Journal } from '../participant/journal/journal.ts';
import { type Participated, takePartUnder } from '../participant/takePart.ts';
import { AgentError } from './agentError.ts';
import type { NamedBytes } from './connection.ts';
import { failureOf } from './failures.ts';
import { giveUpEarlier, keptIn } from './interrupted.ts';
import { InvalidRecord } from './invalidRecord.ts';
import type { AggregateRequest } from './requests.ts';
import { sumResult } from './sumResult.ts';
import { valuesIn } from './values.ts';
import type { Failure, Outcome, Work } from './work.ts';

/** What is used up in the ledger. */
type Spent = NonNullable<Failure['error']['spent']>;

/** Why a coordinator has another message of this client than the one that it sends. */
const TWINS =
  'does another program take part with this identity, and with another ledger? Use one ledger for an identity';

/** Milliseconds between two events of progress. */
const PROGRESS_MS = 100;

/**
 * Takes part in a session that was opened. The outcome is sent before the journal forgets the participation, and again if the client
 * went away without having it.
 */
export async function aggregate(
  work: Work,
  request: AggregateRequest,
  frame: Uint8Array | undefined,
): Promise<Failure | undefined> {
  const { party, sessions, signal, tell } = work;
  const { session, policy } = sessions.require(request.session);
  const { layout } = request;
  const digest = layout && layoutDigest(layout);
  requireLayout(party.checks, digest, session);
  const { task, round, encoding } = session.parameters;
  const values = valuesIn(frame, request.values);
  const scaled = layout ? toSessionUnit(layout, encoding, values) : values;
  const input = inputOf(encoding, scaled, request.weight);
  const { source } = request;
  const epoch = request.epoch ?? defaultEpoch(policy, party.identity, values);
  await giveUpEarlier(work, session.parameters);
  const journal = await party.openJournal?.();
  let spent: Spent = 'nothing';
  let toldAt = 0;
  try {
    const { checks, server, fetch, now, identity, roster, ledger } = party;
    const { kernel, random, prover, checker } = party;
    await takePartUnder(checks, {
      ...{ server, fetch, now, identity, roster, ledger, kernel, random, prover, checker },
      ...{ signal, journal, task, round, epoch, source },
      policy: { ...policy, layoutDigest: digest },
      input: (joined, drawn) => encoded(joined, session, input, drawn),
      onClaim: ({ kind }: Claim) => {
        spent = kind;
        tell({ event: 'claim', kind });
      },
      onPhase: (phase) => {
        tell({ event: 'phase', phase });
      },
      onProgress: (fraction) => {
        if (now() - toldAt < PROGRESS_MS && fraction < 1) return;
        toldAt = now();
        tell({ event: 'progress', fraction });
      },
      keep: async (end) => {
        await work.deliver(await outcomeOf(end, spent, layout));
      },
    });
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    return { error: await interruption(failure, spent, journal, session) };
  } finally {
    values.fill(0);
    scaled.fill(0);
    frame?.fill(0);
    await journal?.close();
  }
}

/** What a failure means for the participation: whether the same request resumes it. */
async function interruption(
  failure: Failure['error'],
  spent: Spent,
  journal: Journal | undefined,
  session: Session,
): Promise<Failure['error']> {
  const interrupted = failure.kind === 'unreachable' || failure.kind === 'stopped';
  if (!interrupted) return { ...failure, spent };
  if (!journal) {
    if (spent === 'nothing') return { ...failure, spent };
    const message = `${failure.message}; without a state folder, the round cannot be resumed`;
    return { ...failure, message, spent };
  }
  const kept = await keptIn(journal, session.digest).catch(() => undefined);
  if (kept === undefined) return { ...failure, spent };
  // After its last message, nothing is claimed again.
  return { ...failure, spent: kept === 'finished' ? 'input' : spent, resumable: true };
}

/** What is encoded. @throws UsageError for a weight that the session does not use, and one that it needs */
function inputOf(
  { kind }: Encoding,
  values: NumericVector,
  weight: number | undefined,
): EncodingInput {
  if (kind !== 'weighted-mean') {
    if (weight === undefined) return values;
    throw new UsageError(
      'wrong-input',
      `a weight was given, which the encoding ${kind} of this session does not use: leave it out`,
    );
  }
  if (weight !== undefined) return { values, weight };
  throw new UsageError('wrong-input', 'the session is a weighted mean: give a weight');
}

function encoded(
  joined: Session,
  opened: Session,
  input: EncodingInput,
  random: RandomSource,
): Int32Array {
  if (!equalBytes(joined.digest, opened.digest)) {
    throw new AgentError(
      'not-open',
      'the coordinator has replaced the session that was opened: open the round again',
    );
  }
  const { encoding } = joined.parameters;
  return encodeInput(encoding, joined.parameters, input, random);
}

async function outcomeOf(
  end: Participated,
  spent: Spent,
  layout: TensorLayout | undefined,
): Promise<Outcome> {
  const receipt = framesOf('receipt', end.receipt);
  switch (end.kind) {
    case 'published': {
      const record = framesOf('record', end.record);
      if (!end.report.valid) return invalidRecord(end.report, end.record, [...receipt], spent);
      try {
        const { result, values } = await sumResult(end.report, end.record, layout);
        return { result, frames: [values, ...record, ...receipt] };
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        return { error: { ...failure, spent }, frames: [...record, ...receipt] };
      }
    }
    case 'abort': {
      const { code, message } = end;
      const evidence = end.session && evidenceOf(end.session, end);
      const error = { kind: 'rejected', code, message, spent } as const;
      return { error, frames: [...framesOf('evidence', evidence), ...receipt] };
    }
    case 'gone':
    case 'refused': {
      const { code } = end;
      const message = code === 'one-envelope' ? `${end.message}; ${TWINS}` : end.message;
      const kind = end.kind === 'gone' ? 'ended' : 'refused';
      return { error: { kind, code, message, spent }, frames: receipt };
    }
  }
}

function invalidRecord(
  report: Extract<Participated, { readonly kind: 'published' }>['report'],
  record: Uint8Array,
  frames: readonly NamedBytes[],
  spent: Spent,
): Failure {
  const { code, message } = new InvalidRecord(report, record);
  const error = { kind: 'invalid-record', code, message, spent } as const;
  return { error, frames: [{ name: 'record', content: record }, ...frames] };
}

function framesOf(name: string, content: Uint8Array | undefined): readonly NamedBytes[] {
  return content ? [{ name, content }] : [];
}
