/** What the host sees of a running client: its receipt, its last message, its end, and what is left then. */
import { maskKeysIn } from '../../src/attacks/harness/corruptClient.ts';
import { codecOf, type ClientPhase } from '../../src/messages/table.ts';
import { pairwiseAdvertiseCodec } from '../../src/schemes/pairwise/messages.ts';
import { pairwiseUnmaskingCodec } from '../support/pairwise.ts';
import { describe, expect, it } from 'vitest';
import { ClientSession, type ClientStep } from '../../src/client/clientSession.ts';
import { joinSession } from '../../src/client/join.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { type Abort, OneShot } from '../../src/session/outcome.ts';

import type { UnmaskingBody } from '../../src/messages/broadcasts.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { advertiseAs, clientBefore, exchange, type Exchange, joinAs } from '../support/exchange.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';
import { fromCoordinator, resigned, retold } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';

const setup = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 3,
  rowLength: 2,
});
const { session, roster, identities } = setup;
const SELF = 1;
const ANSWERED = ['share', 'commit', 'confirm', 'unmask'] as const;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup);
});

const opening = (phase: ClientPhase): Message => run.received[phase].get(SELF)!;

/** A second invitation of the same coordinator, over nothing. */
const secondInvitation = (): Message => ({
  envelope: fromCoordinator(session, 'invitation', Uint8Array.of(0x80)),
});

function aborted(step: ClientStep): Abort {
  if (step.kind !== 'abort') throw new Error(`expected an abort, and no ${step.kind}`);
  return step;
}

describe('the receipt', () => {
  it('is the Commit envelope, from when it is sent, to the end and beyond', async () => {
    const { state } = await joinAs(setup, SELF, run.invitation);
    const receipts = [state.receipt];
    for (const phase of ANSWERED) {
      await state.receive(opening(phase));
      receipts.push(state.receipt);
    }
    await state.receive(secondInvitation());
    expect(state.phase).toBe('aborted');
    receipts.push(state.receipt);
    const { envelope } = run.sent.commit.get(SELF)!;
    expect(receipts).toEqual([undefined, undefined, ...new Array<unknown>(4).fill(envelope)]);
  });
});

describe('a message is said to be the last', () => {
  it('once nothing is waited for, whichever is sent again', async () => {
    const { state } = await joinAs(setup, SELF, run.invitation);
    const lasts: boolean[] = [];
    const take = async (message: Message): Promise<void> => {
      const step = await state.receive(message);
      if (step.kind !== 'send') throw new Error(step.message);
      lasts.push(step.last);
    };
    for (const phase of ANSWERED) {
      await take(opening(phase));
      await take(run.invitation);
    }
    expect(lasts).toEqual([false, false, false, false, false, false, true, true]);
  });
});

describe('what the coordinator signed for others', () => {
  it('is refused, and changes nothing', async () => {
    const { state } = await joinAs(setup, SELF, run.invitation);
    const record = { envelope: fromCoordinator(session, 'record', Uint8Array.of(0x80)) };
    expect(await state.receive(record)).toEqual({
      kind: 'rejection',
      code: 'phase-bound',
      message: 'not one of the coordinator’s messages to clients',
    });
    expect(state.phase).toBe('advertised');
  });
});

describe('a transition that fails inside', () => {
  it('tells the host why, once, and ends the session for good', async () => {
    const joined = await joinSession({
      invitation: run.invitation,
      task: 'test',
      roster,
      identity: identities[SELF]!,
      policy: policyFor(setup),
      ledger: memoryLedger(),
      input: () => testInput(session, SELF),
      random: seededRandom(seedOf(`exchange ${SELF}`)),
      kernel: { ...kernel, commitRows: () => Promise.reject(new Error('out of memory')) },
    });
    if (joined.kind === 'abort') throw new Error(joined.message);
    const { state } = joined;
    const [first, second] = await Promise.allSettled([
      state.receive(opening('share')),
      state.receive(opening('share')),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'out of memory' } });
    expect(second).toMatchObject({
      status: 'fulfilled',
      value: {
        kind: 'abort',
        code: 'one-shot',
        message: expect.stringMatching(/inside/) as unknown,
      },
    });
    expect(state.phase).toBe('aborted');
    const step = aborted(await state.receive(opening('commit')));
    expect(step.code).toBe('one-shot');
    // It is nobody's fault that can be named.
    expect(step).not.toHaveProperty('culprit');
    expect(step).not.toHaveProperty('evidence');
  });
});

describe('a session that ends by a second, different message', () => {
  it.each([
    ['before the shares are dealt', []],
    ['before the input is masked', ['share']],
  ] as const)('%s leaves neither key nor input', async (_, phases) => {
    const first = advertiseAs(setup, SELF, run.invitation);
    const contents = first.state.take();
    const state = new OneShot('advertised', contents);
    const client = new ClientSession(contents.context, state, run.invitation, first.output);
    for (const phase of phases) await client.receive(opening(phase));
    expect(contents.input.some((x) => x !== 0)).toBe(true);
    aborted(await client.receive(secondInvitation()));
    expect(maskKeysIn(contents).secret.isWiped).toBe(true);
    expect(contents.boxKeys.secret.isWiped).toBe(true);
    expect([...contents.input]).toEqual([0, 0, 0]);
    expect(() => state.peek()).toThrow(expect.objectContaining({ code: 'state-spent' }));
  });
});

describe('an abort', () => {
  const unmasking = (change: Partial<UnmaskingBody<readonly number[]>>): Message =>
    retold(session, 'unmasking', pairwiseUnmaskingCodec(session), opening('unmask'), (body) => ({
      ...body,
      ...change,
    }));

  it('that names the coordinator shows all that it signed to this client, up to what it is named for', async () => {
    const client = await clientBefore(setup, run, SELF, 'unmask');
    const last = unmasking({ schemeRequest: [0] });
    const step = aborted(await client.receive(last));
    expect(step).toMatchObject({ code: 'unmask-disjoint', culprit: 'coordinator' });
    const before = [run.invitation, opening('share'), opening('commit'), opening('confirm')];
    expect(step.evidence).toEqual([...before, last].map(({ envelope }) => envelope));
    const judged = await verifyEvidence(evidenceOf(session, step)!, { roster }, kernel);
    expect(judged).toMatchObject({
      kind: 'proven',
      misbehaviour: 'contradictory-request',
      culprit: 'coordinator',
    });
  });

  it('that names nobody shows nothing', async () => {
    const client = await clientBefore(setup, run, SELF, 'share');
    const few = retold(
      session,
      'advertised',
      codecOf('advertised', session),
      opening('share'),
      (body) => ({
        ...body,
        envelopes: body.envelopes.slice(0, 2),
      }),
    );
    const step = aborted(await client.receive(few));
    expect(step).toMatchObject({
      code: 'quorum-present',
      message: '2 clients advertised keys, fewer than the threshold 3',
    });
    expect(step).not.toHaveProperty('culprit');
    expect(step).not.toHaveProperty('evidence');
  });

  it.each([
    ['keys-distinct', (maskKey: Uint8Array) => maskKey],
    ['agreement-keys', () => new Uint8Array(32)],
  ] as const)(
    'that names a client shows what that client signed, and no more: %s',
    async (code, boxKey) => {
      const client = await clientBefore(setup, run, SELF, 'share');
      const sent = run.sent.advertise.get(2)!;
      const changed = resigned(session, identities[2]!, pairwiseAdvertiseCodec, sent, (body) => ({
        ...body,
        boxKey: boxKey(body.schemeKeys.maskKey),
      }));
      const list = retold(
        session,
        'advertised',
        codecOf('advertised', session),
        opening('share'),
        (body) => ({
          ...body,
          envelopes: body.envelopes.map((bytes, i) => (i === 2 ? changed.envelope : bytes)),
        }),
      );
      const step = aborted(await client.receive(list));
      expect(step).toMatchObject({ code, culprit: 2 });
      expect(step.evidence).toEqual([changed.envelope]);
      const judged = await verifyEvidence(evidenceOf(session, step)!, { roster }, kernel);
      expect(judged).toMatchObject({ kind: 'proven', misbehaviour: 'broken-keys', culprit: 2 });
    },
  );
});
