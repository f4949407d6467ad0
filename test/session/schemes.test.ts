/** The seam between sessions and aggregation schemes, with a second, unlike scheme behind it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientSession } from '../../src/client/clientSession.ts';
import { joinUnder } from '../../src/client/join.ts';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { openUnder } from '../../src/coordinator/open.ts';
import type { Published } from '../../src/coordinator/publish.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { openRecord, verifyAggregate } from '../../src/record/index.ts';
import { verifyUnder } from '../../src/record/verify.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { SchemeRegistry } from '../../src/session/scheme.ts';
import { defineSession, defineUnder, type SessionDraft } from '../../src/session/session.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import { unpackTotal } from '../../src/session/payload.ts';
import {
  coordinator,
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { plainClient, plainCoordinator, plainRules } from '../support/plainScheme.ts';

const RULES: SchemeRegistry = new Map([[plainRules.kind, plainRules]]);
const CLIENTS = new Map([[plainRules.kind, plainClient]]);
const COORDINATORS = new Map([[plainRules.kind, plainCoordinator]]);

const { roster, identities, session: pairwise } = testSession(5);
const { parameters } = pairwise;
const draft: SessionDraft = {
  roster,
  task: parameters.task,
  round: parameters.round,
  nonce: seedOf('plain'),
  threshold: parameters.threshold,
  maxCorrupt: parameters.maxCorrupt,
  maxDropouts: parameters.maxDropouts,
  length: parameters.length,
  bound: parameters.bound,
  rowLength: parameters.rowLength,
  encoding: parameters.encoding,
  coordinatorKey: parameters.coordinatorKey,
  scheme: { kind: plainRules.kind },
};
const session = defineUnder(RULES, draft);
const setup = { session, roster };

/** A session whose last client falls silent after it dealt. */
async function run(): Promise<{ published: Published; sent: Map<string, Message> }> {
  const opened = openUnder(
    ALL_CHECKS,
    { session, roster, identity: coordinator, kernel },
    COORDINATORS,
  );
  const state: CoordinatorSession = opened.state;
  const clients = new Map<number, ClientSession>();
  const sent = new Map<string, Message>();
  const send = async (phase: ClientPhase, client: number, message: Message): Promise<void> => {
    sent.set(`${phase} ${client}`, message);
    expect(await state.receive(message)).toEqual({ kind: 'accepted', client });
  };
  for (const [client, identity] of identities.entries()) {
    const joined = await joinUnder(
      ALL_CHECKS,
      {
        invitation: opened.output,
        task: parameters.task,
        roster,
        identity,
        policy: policyFor(setup),
        ledger: memoryLedger(),
        input: () => testInput(session, client),
        random: seededRandom(seedOf(`plain ${client}`)),
        kernel,
      },
      CLIENTS,
    );
    if (joined.kind === 'abort') throw new Error(joined.message);
    clients.set(client, joined.state);
    await send('advertise', client, joined.output);
  }
  for (const phase of CLIENT_PHASES.slice(1)) {
    const step = await state.close();
    if (step.kind !== 'send') throw new Error(step.kind);
    for (const { to, message } of step.messages) {
      if (to === 4 && phase === 'commit') continue;
      const answer = await clients.get(to)!.receive(message);
      if (answer.kind !== 'send') throw new Error(answer.message);
      await send(phase, to, answer.message);
    }
  }
  const end = await state.close();
  if (end.kind !== 'finish') throw new Error(end.kind);
  return { published: end.result, sent };
}

describe('a session under another scheme', () => {
  let published: Published;
  let sent: Map<string, Message>;
  beforeAll(async () => {
    ({ published, sent } = await run());
  });

  it('ends with the sum, and a record that verifies under the same checks', async () => {
    expect(published.included).toEqual([0, 1, 2, 3]);
    expect(published.sum).toEqual(plainSum(session, [0, 1, 2, 3]));
    const policy = { rosterDigest: roster.digest };
    const report = await verifyUnder(ALL_CHECKS, published.record, policy, kernel, {}, RULES);
    expect(report.checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(report).toMatchObject({ valid: true, included: [0, 1, 2, 3] });
  });

  it('has a record in which a changed bit is found', async () => {
    const policy = { rosterDigest: roster.digest };
    const changed = flipped(published.record, -100);
    const report = await verifyUnder(ALL_CHECKS, changed, policy, kernel, {}, RULES);
    expect(report.valid).toBe(false);
  });

  it('masks nothing, unlike those of the package: the double is one', () => {
    const commit = sent.get('commit 0')!;
    const { payload } = splitAttachment(session, commit.attachment!);
    const { sum } = unpackTotal(kernel, session, payload.slice());
    expect(sum).toEqual(plainSum(session, [0]));
  });

  it('is unknown to the package: nobody joins it, and its records cannot be read', async () => {
    expect(() => defineSession(draft)).toThrow('there is no scheme "plain", but pairwise');
    expect(() => openRecord(published.record)).toThrow(/one of the kinds pairwise/);
    const policy = { rosterDigest: roster.digest };
    await expect(verifyAggregate(published.record, policy, kernel)).rejects.toThrow(
      /one of the kinds pairwise/,
    );
  });
});
