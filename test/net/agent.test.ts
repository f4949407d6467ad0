import { describe, expect, it } from 'vitest';
import { type AgentClient, type AgentMessage } from '../../src/attacks/harness/agentClient.ts';
import { agentOf, valueFrame } from '../../src/attacks/harness/agentOf.ts';
import { MemoryNotes } from '../../src/attacks/harness/memoryNotes.ts';
import {
  allBut,
  everyone,
  ids,
  plainSum,
  type Scenario,
  scenarioOf,
} from '../../src/attacks/harness/scenario.ts';
import { type Served, whileServed } from '../../src/attacks/harness/service.ts';
import { visit } from '../../src/attacks/harness/visit.ts';
import { frameHeader, jsonFrame } from '../../src/net/agent/frames.ts';
import type { AgentParty } from '../../src/net/agent/party.ts';
import { SealedJournal } from '../../src/net/participant/journal/sealedJournal.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel } from '../support/federation.ts';

const testBed = { kernel, checks: ALL_CHECKS };
const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
const { task, round } = scenario.session.parameters;
const [ME] = ids(0);
const VALUES = valueFrame(scenario.inputs[ME!]!);

interface Told {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly spent?: string;
}

function errorIn(message: AgentMessage | undefined): Told | undefined {
  return message?.content['error'] as Told | undefined;
}

function resultIn(message: AgentMessage | undefined): Readonly<Record<string, unknown>> {
  return message?.content['result'] as Readonly<Record<string, unknown>>;
}

async function opened(agent: AgentClient, id = 1): Promise<string> {
  return resultIn(await agent.ask({ id, do: 'open', task, round }))['session'] as string;
}

/** The others take part as they should. */
function others(served: Served, of: Scenario = scenario): Promise<unknown> {
  return Promise.all(allBut(of, ME!).map((id) => visit(of, id, served)));
}

/** A journal that several agents share, one after the other. */
function journalIn(notes: MemoryNotes): AgentParty['openJournal'] {
  const identity = scenario.identities[ME!]!;
  const random = (count: number): Uint8Array => new Uint8Array(count).fill(5);
  return () => SealedJournal.open(notes, ALL_CHECKS, identity, random);
}

describe('an agent', () => {
  it('greets, opens, aggregates, and verifies', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const agent = agentOf(scenario, ME!, served);
      expect((await agent.next())!.content).toMatchObject({ event: 'ready', protocol: 1 });
      const session = await opened(agent);
      const taking = others(served);
      const request = { id: 2, do: 'aggregate', session, values: 'float64' };
      const answer = await agent.ask(request, [VALUES]);
      await taking;
      const sum = plainSum(scenario, everyone(scenario));
      expect(resultIn(answer)).toMatchObject({ task, round, inputs: 4, of: 'sum' });
      const values = answer!.frames.get('values')!;
      expect(new Float64Array(values.slice().buffer)).toEqual(sum);
      const record = { name: 'record', content: answer!.frames.get('record')! };
      const receipt = { name: 'receipt', content: answer!.frames.get('receipt')! };
      const verified = await agent.ask({ id: 3, do: 'verify', task, round }, [record, receipt]);
      expect(resultIn(verified)).toMatchObject({ valid: true, inputs: 4 });
      const altered = { name: 'record', content: record.content.slice() };
      altered.content[altered.content.length - 200]! ^= 1;
      const refused = await agent.ask({ id: 4, do: 'verify' }, [altered]);
      expect(refused!.content).not.toHaveProperty('result.valid', true);
      expect(refused!.frames.has('values')).toBe(false);
      expect(resultIn(await agent.ask({ id: 5, do: 'close' }))).toEqual({});
      await agent.ended;
      expect(agent.defects).toEqual([]);
    }));

  it('follows a task: the next round, with the sum of the last', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      await Promise.all(everyone(scenario).map((id) => visit(scenario, id, served)));
      const next = scenarioOf(testBed, {
        ...{ clients: 4, threshold: 3, round: 2, nonce: new Uint8Array(32).fill(2) },
      });
      await served.open(next);
      const agent = agentOf(scenario, ME!, served);
      const found = await agent.ask({ id: 1, do: 'follow', task, after: 1 });
      expect(resultIn(found)).toMatchObject({ round: 2, last: { round: 1, inputs: 4 } });
      const values = found!.frames.get('values')!;
      expect(new Float64Array(values.slice().buffer)).toEqual(
        plainSum(scenario, everyone(scenario)),
      );
      const known = await agent.ask({ id: 2, do: 'follow', task, after: 1, have: 1 });
      expect(resultIn(known)['last']).toBeUndefined();
      await agent.leave();
    }));

  const wrong: readonly [string, object, string][] = [
    ['an unknown field', { id: 1, do: 'open', task, minClients: 3 }, 'there is no option'],
    ['an unknown request', { id: 1, do: 'sign', message: 'x' }, "expected 'open'"],
    ['an unknown addition', { id: 1, do: 'open', task, require: { roster: 'x' } }, 'no option'],
    ['a policy of its own', { id: 1, do: 'open', task, policy: {} }, 'there is no option'],
    ['an id that is none', { id: 'a', do: 'open', task }, 'an integer'],
    ['no task', { id: 1, do: 'open' }, 'task'],
  ];
  it.each(wrong)('answers %s with an error, and goes on', (_, request, message) =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const agent = agentOf(scenario, ME!, served);
      await agent.send(request);
      const told = errorIn(await agent.answer(1));
      expect(told).toMatchObject({ kind: 'request', code: 'bad-request' });
      expect(told!.message).toContain(message);
      expect(await opened(agent, 2)).toHaveLength(64);
      await agent.leave();
    }),
  );

  const fatal: readonly [string, Uint8Array, string][] = [
    ['a frame of no kind', Uint8Array.of(1, 0, 0, 0, 0), 'no kind of frame'],
    ['a JSON frame of four gigabytes', frameHeader('json', 2 ** 32 - 1), 'at most 1048576'],
    ['a frame that is not JSON', raw('{'), 'not JSON'],
    ['a list', raw('[]'), 'other than an object'],
    ['deep nesting', raw(`{"a":${'['.repeat(9)}${']'.repeat(9)}}`), 'nested deeper'],
    ['bytes that are not UTF-8', raw(Uint8Array.of(0xff)), 'not UTF-8'],
    ['a binary frame out of turn', frameHeader('binary', 1), 'json frame was expected'],
    [
      'a frame of another length than announced',
      concat(jsonFrame({ id: 1, frames: [{ name: 'a', bytes: 2 }] }), frameHeader('binary', 3)),
      'one of 3 follows',
    ],
  ];
  it.each(fatal)('ends with a word after %s', (_, bytes, message) =>
    whileServed(testBed, async (served) => {
      const agent = agentOf(scenario, ME!, served);
      await agent.next();
      await agent.raw(bytes);
      const told = errorIn(await agent.next());
      expect(told?.kind).toBe('request');
      expect(told?.message).toContain(message);
      await agent.ended;
      expect(agent.defects).toEqual([]);
    }),
  );

  it('passes over the values of a request that it does not do', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const agent = agentOf(scenario, ME!, served);
      const session = '00'.repeat(32);
      const request = { id: 1, do: 'aggregate', session, values: 'float64' };
      expect(errorIn(await agent.ask(request, [VALUES]))?.code).toBe('not-open');
      const unasked = { id: 2, do: 'open', task };
      expect(errorIn(await agent.ask(unasked, [VALUES]))?.message).toContain(
        'not followed by a frame "values"',
      );
      expect(await opened(agent, 3)).toHaveLength(64);
      await agent.leave();
    }));

  const misfits: readonly [string, object, ArrayLike<number>, string][] = [
    ['too few values', {}, [1, 2], 'wrong-length'],
    ['NaN', {}, [1, NaN, 2], 'not-finite'],
    ['fractions of integers', {}, [1, 0.5, 2], 'not-an-integer'],
    ['values beyond the bound', {}, [1, 2000, 2], 'out-of-bounds'],
    ['a weight without a weighted mean', { weight: 3 }, [1, 2, 3], 'wrong-input'],
  ];
  it.each(misfits)('uses up nothing for %s', (_, more, values, code) =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const ledger = memoryLedger();
      const agent = agentOf(scenario, ME!, served, { ledger });
      const session = await opened(agent);
      const request = { id: 2, do: 'aggregate', session, values: 'float64', ...more };
      const told = errorIn(await agent.ask(request, [valueFrame(values)]));
      expect(told).toMatchObject({ kind: 'input', code });
      expect(told?.spent ?? 'nothing').toBe('nothing');
      const taking = others(served);
      const right = { id: 3, do: 'aggregate', session, values: 'float64' };
      expect(resultIn(await agent.ask(right, [VALUES]))).toMatchObject({ inputs: 4 });
      await taking;
      await agent.leave();
    }),
  );

  it('does one thing at a time, and takes it back', () =>
    whileServed(testBed, async (served) => {
      const agent = agentOf(scenario, ME!, served);
      await agent.send({ id: 1, do: 'open', task: 'never' });
      expect(errorIn(await agent.ask({ id: 2, do: 'verify' }))?.code).toBe('busy');
      await agent.send({ id: 3, do: 'cancel', request: 1 });
      expect(errorIn(await agent.answer(1))).toMatchObject({ kind: 'stopped', code: 'cancelled' });
      const late = await agent.ask({ id: 4, do: 'open', task: 'never', timeout: 0.05 });
      expect(errorIn(late)).toMatchObject({ kind: 'stopped', code: 'timeout' });
      await agent.leave();
    }));

  it('rejects a session below its policy before anything is claimed', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const agent = agentOf(scenario, ME!, served);
      const asked = { id: 1, do: 'open', task, round, require: { minClients: 5 } };
      expect(errorIn(await agent.ask(asked))).toMatchObject({
        kind: 'rejected',
        code: 'policy-clients',
      });
      await agent.leave();
    }));

  it.each(['leave', 'interrupt'] as const)(
    'is resumed by the next one after its client did %s',
    (how) =>
      whileServed(testBed, async (served) => {
        const hosted = await served.open(scenario);
        const notes = new MemoryNotes();
        const given = { ledger: memoryLedger(), openJournal: journalIn(notes) };
        const first = agentOf(scenario, ME!, served, given);
        const session = await opened(first);
        const request = { id: 2, do: 'aggregate', session, values: 'float64' };
        await first.send(request, [VALUES]);
        await untilPhase(first, 'advertised');
        await first[how]();
        expect(hosted.view.phase).toBe('advertise');
        const second = agentOf(scenario, ME!, served, given);
        const found = await second.ask({ id: 1, do: 'open', task, round });
        expect(resultIn(found)).toMatchObject({ session, resuming: true });
        const taking = others(served);
        expect(resultIn(await second.ask(request, [VALUES]))).toMatchObject({ inputs: 4 });
        await taking;
        await second.leave();
      }),
  );

  it('gives an outcome again that its client did not say it has', () =>
    whileServed(testBed, async (served) => {
      await served.open(scenario);
      const notes = new MemoryNotes();
      const given = { ledger: memoryLedger(), openJournal: journalIn(notes) };
      const first = agentOf(scenario, ME!, served, given);
      const session = await opened(first);
      const taking = others(served);
      const request = { id: 2, do: 'aggregate', session, values: 'float64' };
      await first.send(request, [VALUES]);
      for (;;) {
        const message = await first.next();
        if (message!.content['keep'] === true) break;
      }
      await taking;
      await first.leave();
      const second = agentOf(scenario, ME!, served, given);
      await opened(second);
      expect(resultIn(await second.ask(request, [VALUES]))).toMatchObject({ inputs: 4 });
      // Now that it was kept, the round is over for good.
      const again = await second.ask({ id: 3, do: 'open', task, round });
      expect(errorIn(again)).toMatchObject({ kind: 'ended', code: 'phase-bound' });
      await second.leave();
    }));
});

async function untilPhase(agent: AgentClient, phase: string): Promise<void> {
  for (;;) {
    const message = await agent.next();
    if (message === undefined) throw new Error('the agent has ended');
    if (message.content['phase'] === phase) return;
  }
}

function raw(content: string | Uint8Array): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return concat(frameHeader('json', bytes.length), bytes);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
