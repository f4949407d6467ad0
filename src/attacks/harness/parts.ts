/** Vectors that are summed in parts: honest clients, and a coordinator that runs each part by itself. */
import type { ClientParts } from '../../client/parts/clientParts.ts';
import { joinPartsUnder } from '../../client/parts/joinParts.ts';
import { openSession } from '../../coordinator/open.ts';
import type { Published } from '../../coordinator/publish.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { sessionOfFinding } from '../../record/evidence/evidence.ts';
import { memoryLedger } from '../../session/ledger.ts';
import { allParts } from '../../session/parts.ts';
import { partRange } from '../../session/plannedPart.ts';
import type { ClientId } from '../../session/party.ts';
import type { Message } from '../../wire/transcript.ts';
import { type Alarm, alarm } from './events.ts';
import { collectEvidence } from './evidence.ts';
import { everyone, policyOf, randomOf, type Scenario, scenarioOf } from './scenario.ts';
import { note, raised } from './trace.ts';
import type { TestBed } from '../attack.ts';

/** Parties of a vector in parts; the scenario's session is that of part 0. */
export function partsScenario(
  testBed: TestBed,
  inputs: readonly Int32Array[],
  partLength: number,
): Scenario {
  const part = { totalLength: inputs[0]!.length, partLength, index: 0 };
  const [, length] = partRange(part);
  const scenario = scenarioOf(testBed, { clients: inputs.length, threshold: 3, length, part });
  return { ...scenario, inputs };
}

/** What became public of each part, and which checks of honest clients failed. */
export interface PartsRun {
  readonly alarms: readonly Alarm[];
  readonly published: readonly (Published | undefined)[];
}

/**
 * Runs all parts. Every client is honest; the coordinator closes each part by itself.
 *
 * @param lost - whether the coordinator pretends that a message of a client did not arrive
 */
export async function runParts(
  scenario: Scenario,
  lost: (phase: ClientPhase, from: ClientId, part: number) => boolean = () => false,
): Promise<PartsRun> {
  const { session, roster, coordinator: identity, testBed } = scenario;
  const { kernel } = testBed;
  const alarms: Alarm[] = [];
  const sessions = allParts(session);
  const opened = sessions.map((one) => openSession({ session: one, roster, identity, kernel }));
  const published: (Published | undefined)[] = opened.map(() => undefined);
  const clients = new Map<ClientId, ClientParts>();
  const submit = async (
    phase: ClientPhase,
    from: ClientId,
    part: number,
    message: Message,
  ): Promise<void> => {
    if (!lost(phase, from, part)) await opened[part]!.state.receive(message);
  };
  for (const id of everyone(scenario)) {
    const joined = await joinAll(
      scenario,
      id,
      opened.map(({ output }) => output),
    );
    if (joined.kind === 'abort') alarms.push(alarm(id, joined));
    else {
      clients.set(id, joined.state);
      for (const [part, message] of joined.output.entries()) {
        await submit('advertise', id, part, message);
      }
    }
  }
  for (const phase of CLIENT_PHASES.slice(1)) {
    const steps = await Promise.all(opened.map(({ state }) => state.close()));
    for (const [part, step] of steps.entries()) {
      if (step.kind !== 'send') continue;
      for (const { to, message } of step.messages) {
        const answer = await clients.get(to)!.receive(part, message);
        if (answer.kind === 'send') {
          note(testBed, to, message, `sends in ${answer.messages.length} parts`);
          for (const sent of answer.messages) await submit(phase, to, sent.part, sent.message);
        } else if (answer.kind === 'wait') {
          note(testBed, to, message, 'waits for the lists of the other parts');
        } else {
          note(testBed, to, message, raised(answer));
          alarms.push(alarm(to, answer));
          collectEvidence({ ...scenario, session: sessionOfFinding(sessions, answer) }, answer);
        }
      }
    }
  }
  for (const [part, { state }] of opened.entries()) {
    const step = await state.close();
    if (step.kind === 'finish') published[part] = step.result;
  }
  return { alarms, published };
}

function joinAll(
  scenario: Scenario,
  id: ClientId,
  invitations: readonly Message[],
): ReturnType<typeof joinPartsUnder> {
  const { testBed, session, roster, identities, inputs } = scenario;
  return joinPartsUnder(testBed.checks, {
    invitations,
    task: session.parameters.task,
    roster,
    identity: identities[id]!,
    policy: policyOf(scenario),
    ledger: memoryLedger(),
    input: () => inputs[id]!,
    random: randomOf(scenario, `client ${id}`),
    kernel: testBed.kernel,
  });
}
