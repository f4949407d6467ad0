import {
  CHECKS,
  createPlanesProver,
  defaultEpoch,
  defaultKernel,
  planesVerifier,
  type Policy,
  systemRandom,
  toHex,
} from 'veilsum';
import { openStoredJournal, type Participated, takePart } from 'veilsum/http';
import { type Report, verifyAggregate } from 'veilsum/verify';
import type { PhaseList } from './phases.ts';
import type { Settings } from './settings.ts';
import type { KeptRecord, Participant } from './storage.ts';

const SEARCHES = {
  'no-task': 'The survey has not been opened yet: waiting.',
  'no-round': 'The survey has not been opened yet: waiting.',
  'no-open-round': 'The survey takes nobody in any more: waiting for its next round.',
};

/** A set-up survey with a roster, which this browser's participant is on. */
export interface Open {
  readonly settings: Settings & {
    readonly roster: NonNullable<Settings['roster']>;
    readonly policy: Policy;
  };
  readonly participant: Participant;
}

/** The name under which answers and record of a survey are kept. */
export function nameOf({ survey }: Settings): string {
  return toHex(survey.digest);
}

/**
 * Takes part with answers, or goes on where an earlier page stopped.
 *
 * @returns the verified report
 * @throws Error saying what happened, and whether the answers can be sent again
 */
export async function participate(
  { settings, participant }: Open,
  answers: Int32Array,
  phases: PhaseList,
): Promise<Report> {
  const { server, task, roster, policy } = settings;
  const { identity, ledger } = participant;
  const kernel = await defaultKernel();
  const prover = createPlanesProver();
  const used = { input: false };
  try {
    const ended = await takePart({
      server,
      task,
      roster,
      policy,
      identity,
      ledger,
      kernel,
      prover,
      checker: planesVerifier(kernel),
      random: systemRandom,
      fetch: globalThis.fetch.bind(globalThis),
      now: () => Date.now(),
      epoch: defaultEpoch(policy, identity, answers),
      journal: await openStoredJournal(participant.notes, identity, systemRandom),
      input: () => answers,
      keep: (end) => participant.end(nameOf(settings), recordIn(end)),
      onClaim: ({ kind }) => {
        used.input ||= kind === 'input';
      },
      onSearch: ({ kind }) => {
        phases.say(SEARCHES[kind]);
      },
      onPhase: (message) => {
        phases.waitsFor(message);
      },
      onProgress: (fraction) => {
        phases.progress(fraction);
      },
    });
    if (ended.kind === 'published') return ended.report;
    throw new Error(`${problemIn(ended)}. ${used.input ? SPENT : UNSPENT}`);
  } finally {
    prover.close();
  }
}

const SPENT =
  'Your answers may be in a sum already, so that this browser does not send them again: ask for a new edition of the survey';
const UNSPENT = 'Your answers were not sent: reload this page to answer in the next round';

function problemIn(ended: Exclude<Participated, { kind: 'published' }>): string {
  const { code, message } = ended;
  const stops = Object.hasOwn(CHECKS, code) ? CHECKS[code as keyof typeof CHECKS].stops : undefined;
  const meaning = stops === undefined ? '' : ` (this check stops ${stops})`;
  return `The survey ended without a result for you: ${code}: ${message}${meaning}`;
}

function recordIn(end: Participated): KeptRecord | undefined {
  return end.kind === 'published' ? { record: end.record, receipt: end.receipt } : undefined;
}

/** Verifies the record of a survey that this browser has taken part in, again. */
export async function verifyKept(
  { settings: { policy, roster, task } }: Open,
  { record, receipt }: KeptRecord,
): Promise<Report> {
  const kernel = await defaultKernel();
  const { minClients, minThreshold, ...others } = policy;
  return verifyAggregate(
    record,
    {
      ...others,
      roster,
      task,
      minRosterSize: minClients,
      minClients: minThreshold,
      expectMine: receipt,
    },
    kernel,
    { checker: planesVerifier(kernel), random: systemRandom },
  );
}
