/** Requests that an agent gives up: why, and what becomes of the round. */
import { describe, expect, it } from 'vitest';
import type { AgentClient, AgentMessage } from '../../src/attacks/harness/agentClient.ts';
import { agentOf, valueFrame } from '../../src/attacks/harness/agentOf.ts';
import { MemoryNotes } from '../../src/attacks/harness/memoryNotes.ts';
import {
  allBut,
  another,
  ids,
  type Scenario,
  scenarioOf,
} from '../../src/attacks/harness/scenario.ts';
import { type Served, whileServed } from '../../src/attacks/harness/service.ts';
import { pathOf } from '../../src/attacks/harness/wire.ts';
import { visit } from '../../src/attacks/harness/visit.ts';
import type { AgentParty } from '../../src/net/agent/party.ts';
import { SealedJournal } from '../../src/net/participant/journal/sealedJournal.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel, seedOf } from '../support/federation.ts';

const testBed = { kernel, checks: ALL_CHECKS };
const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
const later = another(scenario, { round: 2, nonce: seedOf('round 2') });
const elsewhere = another(scenario, { task: 'another task', nonce: seedOf('another task') });
const [ME] = ids(0);
const VALUES = valueFrame(scenario.inputs[ME!]!);

/** What a participant keeps over several agents. */
function kept(): Pick<AgentParty, 'ledger' | 'openJournal'> {
  const notes = new MemoryNotes();
  const random = (count: number): Uint8Array => new Uint8Array(count).fill(5);
  return {
    ledger: memoryLedger(),
    openJournal: () => SealedJournal.open(notes, ALL_CHECKS, scenario.identities[ME!]!, random),
  };
}

/** Opens the round of a scenario, and takes part in it. */
async function aggregate(
  agent: AgentClient,
  { session: { parameters } }: Scenario,
  id: number,
  more: object = {},
): Promise<AgentMessage | undefined> {
  const { task, round } = parameters;
  const opened = await agent.ask({ id, do: 'open', task, round });
  const { session } = opened!.content['result'] as { readonly session: string };
  const request = { id: id + 1, do: 'aggregate', session, values: 'float64', epoch: `${round}` };
  return agent.ask({ ...request, ...more }, [VALUES]);
}

const others = (served: Served, of: Scenario): Promise<unknown> =>
  Promise.all(allBut(of, ME!).map((id) => visit(of, id, served)));

const inputsIn = (answer: AgentMessage | undefined): unknown =>
  (answer?.content['result'] as { readonly inputs?: number } | undefined)?.inputs;

describe('a request that is given up', () => {
  it('says what it was waiting for', () =>
    whileServed(testBed, async (served) => {
      const agent = agentOf(scenario, ME!, served);
      const { task } = scenario.session.parameters;
      const none = await agent.ask({ id: 1, do: 'open', task, timeout: 0.05 });
      expect(none!.content).toMatchObject({
        error: {
          code: 'timeout',
          message: 'gave up after 0.05 s: the coordinator has no session yet',
        },
      });
      await served.open(scenario);
      const other = await agent.ask({ id: 2, do: 'open', task: 'tset', timeout: 0.05 });
      expect(other!.content).toMatchObject({
        error: { message: expect.stringContaining('its tasks are "replay"') as string },
      });
      const waited = await aggregate(agent, scenario, 3, { timeout: 0.2 });
      expect(waited!.content).toMatchObject({
        error: { message: expect.stringContaining('phase advertise is not over') as string },
      });
      await agent.leave();
    }));

  it('says that the coordinator does not answer, and no more once it does', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      let away = true;
      const fetch: typeof globalThis.fetch = (...asked) =>
        away
          ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
          : served.fetch(...asked);
      const agent = agentOf(scenario, ME!, served, { fetch });
      const { task } = scenario.session.parameters;
      const failed = await agent.ask({ id: 1, do: 'open', task, timeout: 0.05 });
      expect(failed!.content).toMatchObject({
        error: {
          code: 'timeout',
          message: expect.stringContaining('does not answer (ECONNREFUSED)') as string,
        },
      });
      away = false;
      const waited = await aggregate(agent, scenario, 2, { timeout: 0.2 });
      expect(waited!.content).toMatchObject({
        error: { message: expect.stringContaining('phase advertise is not over') as string },
      });
      await agent.leave();
    }));

  it.each([
    ['with a journal', kept(), { spent: 'round', resumable: true }],
    ['without one', { ledger: memoryLedger() }, { spent: 'round' }],
  ] as const)('%s says whether its round can be resumed', (_, given, expected) =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const agent = agentOf(scenario, ME!, served, given);
      const failed = await aggregate(agent, scenario, 1, { timeout: 0.2 });
      const { error } = failed!.content as { readonly error: { readonly message: string } };
      expect(error).toMatchObject({ kind: 'stopped', ...expected });
      const resumable = 'resumable' in expected;
      expect('resumable' in error).toBe(resumable);
      expect(error.message.includes('without a state folder')).toBe(!resumable);
      if (resumable) {
        const taking = others(served, scenario);
        expect(inputsIn(await aggregate(agent, scenario, 3))).toBe(4);
        await taking;
      }
      await agent.leave();
    }),
  );

  it('of a record that is not there yet is resumed, too', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(scenario);
      let withheld = true;
      const fetch: typeof globalThis.fetch = (request, init) =>
        withheld && pathOf(request).startsWith('/v1/records/')
          ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
          : served.fetch(request, init);
      const agent = agentOf(scenario, ME!, served, { ...kept(), fetch });
      const taking = others(served, scenario);
      const failed = await aggregate(agent, scenario, 1, { timeout: 2 });
      await taking;
      expect(hosted.view.end).toMatchObject({ kind: 'published' });
      expect(failed!.content).toMatchObject({
        error: { kind: 'stopped', spent: 'input', resumable: true },
      });
      // Its second try claims nothing again, and is as resumable.
      const again = await aggregate(agent, scenario, 3, { timeout: 0.2 });
      expect(again!.content).toMatchObject({ error: { spent: 'input', resumable: true } });
      withheld = false;
      expect(inputsIn(await aggregate(agent, scenario, 5))).toBe(4);
      await agent.leave();
    }));
});

describe('an interrupted round', () => {
  it('is given up for a later one of its task', () =>
    whileServed(testBed, async (served) => {
      const hosted = await served.open(scenario);
      const agent = agentOf(scenario, ME!, served, kept());
      await aggregate(agent, scenario, 1, { timeout: 0.2 });
      await hosted.close('advertise');
      await served.open(later);
      const taking = others(served, later);
      expect(inputsIn(await aggregate(agent, later, 3))).toBe(4);
      await taking;
      await agent.leave();
    }));

  it('is kept when another task is asked for', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      await served.open(elsewhere);
      const agent = agentOf(scenario, ME!, served, kept());
      await aggregate(agent, scenario, 1, { timeout: 0.2 });
      const refused = await aggregate(agent, elsewhere, 3);
      expect(refused!.content).toMatchObject({
        error: { message: expect.stringContaining('has an unfinished participation') as string },
      });
      const taking = others(served, scenario);
      expect(inputsIn(await aggregate(agent, scenario, 5))).toBe(4);
      await taking;
      await agent.leave();
    }));
});
