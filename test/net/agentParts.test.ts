/** An agent in a round whose vector is summed in parts. */
import { expect, it } from 'vitest';
import { type AgentMessage } from '../../src/attacks/harness/agentClient.ts';
import { agentOf, valueFrame } from '../../src/attacks/harness/agentOf.ts';
import { partsScenario } from '../../src/attacks/harness/parts.ts';
import { another, everyone, ids } from '../../src/attacks/harness/scenario.ts';
import { whileServed } from '../../src/attacks/harness/service.ts';
import { visit } from '../../src/attacks/harness/visit.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { readParts } from '../../src/messages/bundle.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { planDigest } from '../../src/session/parts.ts';
import { kernel, seedOf } from '../support/federation.ts';

const scenario = partsScenario(
  { kernel, checks: ALL_CHECKS },
  [1, 2, 3, 4].map((x) => Int32Array.of(x, -x, 10 * x, 0, 7)),
  2,
);
const { task, round } = scenario.session.parameters;
const SUM = Float64Array.of(10, -10, 100, 0, 28);
const [ME] = ids(0);

function resultIn(message: AgentMessage | undefined): Readonly<Record<string, unknown>> {
  return message?.content['result'] as Readonly<Record<string, unknown>>;
}

it('opens all parts as one, takes part in them, verifies their record, and follows', () =>
  whileServed(scenario.testBed, async (served) => {
    await served.open(scenario);
    const agent = agentOf(scenario, ME!, served);
    const opened = resultIn(await agent.ask({ id: 1, do: 'open', task, round }));
    const session = toHex(planDigest(scenario.session));
    expect(opened).toMatchObject({ session, length: 5, values: 5, parts: 3 });
    const others = everyone(scenario).filter((id) => id !== ME);
    const taking = Promise.all(others.map((id) => visit(scenario, id, served)));
    const values = valueFrame(scenario.inputs[ME!]!);
    const request = { id: 2, do: 'aggregate', session, values: 'float64' };
    const answer = await agent.ask(request, [values]);
    expect((await taking).flatMap(({ alarms }) => alarms)).toEqual([]);
    expect(resultIn(answer)).toMatchObject({ session, inputs: 4, parts: 3 });
    expect(new Float64Array(answer!.frames.get('values')!.slice().buffer)).toEqual(SUM);
    const [record, receipt] = ['record', 'receipt'].map((name) => ({
      name,
      content: answer!.frames.get(name)!,
    }));
    expect(readParts(record!.content)).toHaveLength(3);
    const verified = await agent.ask({ id: 3, do: 'verify', task, round }, [record!, receipt!]);
    expect(resultIn(verified)).toMatchObject({ valid: true, inputs: 4, session });
    // The record of one part is not one of the round.
    const part = { name: 'record', content: readParts(record!.content)![1]! };
    const refused = await agent.ask({ id: 4, do: 'verify', task, round }, [part]);
    expect(resultIn(refused)['valid']).toBe(false);
    await served.open(another(scenario, { round: 2, nonce: seedOf('round 2') }));
    const followed = await agent.ask({ id: 5, do: 'follow', task, after: 1 });
    expect(resultIn(followed)).toMatchObject({ round: 2, parts: 3, last: { round: 1, inputs: 4 } });
    expect(new Float64Array(followed!.frames.get('values')!.slice().buffer)).toEqual(SUM);
    await agent.leave();
  }));
