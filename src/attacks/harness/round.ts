import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import type { CoordinatorSession, CoordinatorStep } from '../../coordinator/coordinatorSession.ts';
import { begin } from '../../coordinator/open.ts';
import { COORDINATOR_SCHEMES } from '../../schemes/coordinatorRegistry.ts';
import type { Published } from '../../coordinator/publish.ts';
import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';

import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';
import { alarm, type Alarm } from './events.ts';
import { honest, type Joiner, type Participant } from './participant.ts';
import { collectEvidence } from './evidence.ts';
import { coordinatorDid, note } from './trace.ts';
import { everyone, type Scenario } from './scenario.ts';

/** What deviates in a round. */
export interface RoundOptions {
  /** Clients that join differently; their alarms do not count. */
  readonly deviating?: Readonly<Record<number, Joiner>>;
  /** Honest clients with their own options. */
  readonly honest?: Readonly<Record<number, Joiner>>;
  /** The checks of a malicious coordinator, whose alarms do not count; default: an honest one. */
  readonly coordinator?: EnabledChecks;
  /** What the network delivers in place of a client's message: any number of messages. */
  readonly up?: (phase: ClientPhase, from: ClientId, message: Message) => readonly Message[];
  /** What the network delivers in place of a message to a client; `undefined` withholds it. */
  readonly down?: (phase: ClientPhase, to: ClientId, message: Message) => Message | undefined;
}

/** The outcome of a round. */
export interface RoundOutcome {
  /** Checks of honest parties that failed, in order. */
  readonly alarms: readonly Alarm[];
  /** The result, if the round ended with one. */
  readonly published: Published | undefined;
  /** An exception in the coordinator, after which it lost the session. */
  readonly crash: unknown;
}

/** Runs a session on a coordinator's state machine, with the given deviations. */
export async function runRound(
  scenario: Scenario,
  options: RoundOptions = {},
): Promise<RoundOutcome> {
  const { coordinator: given, deviating = {}, up, down } = options;
  const { session, invitation } = openRound(scenario, given ?? scenario.testBed.checks);
  const joiners = { ...options.honest, ...deviating };
  const participants = new Map<ClientId, Participant>();
  const alarms: Alarm[] = [];

  const ask = async (
    phase: ClientPhase,
    to: ClientId,
    message: Message,
  ): Promise<Message | undefined> => {
    if (phase === 'advertise') {
      const joined = await (joiners[to] ?? honest())(scenario, to, message);
      if ('participant' in joined) {
        participants.set(to, joined.participant);
        return joined.sent;
      }
      if (!(to in deviating)) alarms.push(alarm(to, joined));
      return undefined;
    }
    const participant = participants.get(to);
    if (!participant) return undefined;
    const step = await crashless(() => participant.receive(message));
    if ('crash' in step) {
      // A corrupt client that fails counts as dropped out; an honest one must not fail.
      if (to in deviating) return undefined;
      throw step.crash;
    }
    if (step.kind === 'send') return step.message;
    if (!(to in deviating)) alarms.push(alarm(to, step));
    return undefined;
  };

  const raise = (finding: Abort | Rejection): void => {
    alarms.push(alarm('coordinator', finding));
    collectEvidence(scenario, finding);
  };
  let inbound = everyone(scenario).map((to) => ({ to, message: invitation }));
  for (const phase of CLIENT_PHASES) {
    for (const { to, message } of inbound) {
      const delivered = down ? down(phase, to, message) : message;
      const answer = delivered && (await ask(phase, to, delivered));
      for (const sent of answer ? (up?.(phase, to, answer) ?? [answer]) : []) {
        const receipt = await crashless(() => session.receive(sent));
        if ('crash' in receipt) return { alarms, published: undefined, ...receipt };
        if (!given) note(scenario.testBed, 'coordinator', sent, coordinatorDid(receipt));
        if (receipt.kind === 'rejection' && !given) raise(receipt);
      }
    }
    const known = session.excluded.length;
    const step: CoordinatorStep | Crash = await crashless(() => session.close());
    if ('crash' in step) return { alarms, published: undefined, ...step };
    if (!given) session.excluded.slice(known).forEach(raise);
    if (step.kind === 'finish') return { alarms, published: step.result, crash: undefined };
    if (step.kind === 'abort') {
      if (!given) raise(step);
      return { alarms, published: undefined, crash: undefined };
    }
    inbound = [...step.messages];
  }
  throw new Error('a session ends with its last phase');
}

/**
 * Opens a session with the coordinator's checks, without validating arguments as `openSession`
 * does.
 */
function openRound(
  { session, roster, coordinator: identity, testBed, checker }: Scenario,
  checks: EnabledChecks,
): { session: CoordinatorSession; invitation: Message } {
  const { state, output } = begin({
    session,
    roster,
    checks,
    identity,
    kernel: testBed.kernel,
    checker,
    work: {},
    scheme: COORDINATOR_SCHEMES.get(session.scheme.kind)!,
  });
  return { session: state, invitation: output };
}

interface Crash {
  readonly crash: unknown;
}

async function crashless<T>(step: () => Promise<T>): Promise<T | Crash> {
  try {
    return await step();
  } catch (crash) {
    return { crash };
  }
}
