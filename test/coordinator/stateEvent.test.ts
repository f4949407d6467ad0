import { type ClientPhase, type MessageType } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';

import type { ClientId } from '../../src/session/party.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { coordinatorAt, exchange, type Exchange, openAs } from '../support/exchange.ts';
import { coordinator, identity, seedOf, testSession } from '../support/federation.ts';
import { bodyBytes, flipped } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';

/** Client 3 deals its shares and then falls silent; client 4 says nothing at all. */
const setup = testSession(5, {
  threshold: 3,
  maxCorrupt: 0,
  maxDropouts: 2,
  length: 2,
  rowLength: 2,
});
const { session, identities } = setup;
const SENDER = 0;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 3: 'commit', 4: 'advertise' } });
});

const STAGES = ['advertise', 'share', 'commit', 'confirm', 'unmask', 'ended'] as const;
type Stage = (typeof STAGES)[number];

/** The phase whose messages are tried: after the end, those of the last one. */
function tried(phase: Stage): ClientPhase {
  return phase === 'ended' ? 'unmask' : phase;
}

function due(phase: Stage): Message {
  return run.sent[tried(phase)].get(SENDER)!;
}

/** The message that is due, signed by another, in another name, for another session or as another kind. */
function dueSignedAs(
  phase: Stage,
  changes: { signer?: string; session?: Uint8Array; sender?: number; kind?: MessageType },
): Message {
  const { signer = `client ${SENDER}`, sender = SENDER, kind = tried(phase) } = changes;
  const digest = changes.session ?? session.digest;
  const envelope = sealEnvelope(identity(signer), digest, kind, sender, bodyBytes(due(phase)));
  return { ...due(phase), envelope };
}

/** An envelope of the right kind that its own client signed, with a body that is none. */
function nonsense(phase: Stage, client = SENDER): Message {
  const id = identities[client]!;
  return { envelope: sealEnvelope(id, session.digest, tried(phase), client, Uint8Array.of(0x80)) };
}

/** What can reach the coordinator, whichever phase is open. */
const EVENTS = {
  'the message that is due': (phase) => due(phase),
  'the message of the phase before': (phase) =>
    run.sent[STAGES[Math.max(STAGES.indexOf(tried(phase)) - 1, 0)] as ClientPhase].get(SENDER)!,
  'a message of the phase after': (phase) =>
    run.sent[STAGES[Math.min(STAGES.indexOf(phase) + 1, 4)] as ClientPhase].get(SENDER)!,
  'what is due, from a client that is not in the phase': (phase) => nonsense(phase, 4),
  'what is due, from a number beyond the roster': (phase) => dueSignedAs(phase, { sender: 5 }),
  'what is due, signed by another client': (phase) => dueSignedAs(phase, { signer: 'client 2' }),
  'what is due, in another client’s name': (phase) => dueSignedAs(phase, { sender: 1 }),
  'what is due, for another session': (phase) =>
    dueSignedAs(phase, { session: seedOf('another session') }),
  'what is due, with a flipped bit in its signature': (phase) => ({
    ...due(phase),
    envelope: flipped(due(phase).envelope, -1),
  }),
  'what is due, with a body that is none': (phase) => nonsense(phase),
  'what is due, without its last byte': (phase) => ({
    ...due(phase),
    envelope: due(phase).envelope.slice(0, -1),
  }),
  'what is due, with one byte more': (phase) => ({
    ...due(phase),
    envelope: Uint8Array.of(...due(phase).envelope, 0),
  }),
  'what is due, without its attachment': (phase) => ({ envelope: due(phase).envelope }),
  'what is due, with another attachment': (phase) => ({
    envelope: due(phase).envelope,
    attachment: seedOf('another attachment'),
  }),
  'a message of the coordinator’s own': (phase) => ({
    envelope: sealEnvelope(
      coordinator,
      session.digest,
      'included',
      COORDINATOR_SENDER,
      bodyBytes(due(phase)),
    ),
  }),
  'an envelope that is too large': (phase) => ({
    envelope: sealEnvelope(
      identities[SENDER]!,
      session.digest,
      tried(phase),
      SENDER,
      new Uint8Array(9999),
    ),
  }),
  garbage: () => ({ envelope: seedOf('garbage') }),
  'no bytes': () => ({ envelope: new Uint8Array(0) }),
} satisfies Record<string, (phase: Stage) => Message>;
type Event = keyof typeof EVENTS;

/** `accept`, or the check that the rejection names. `–`: there is no such message. */
type Cell = string;

// prettier-ignore
const TABLE: Record<Event, readonly [Cell, Cell, Cell, Cell, Cell, Cell]> = {
  //                                                      advertise      share          commit           confirm        unmask         ended
  'the message that is due':                             ['accept',           'accept',           'accept',           'accept',           'accept',           'phase-bound'],
  'the message of the phase before':                     ['–',                'phase-bound',      'phase-bound',      'phase-bound',      'phase-bound',      'phase-bound'],
  'a message of the phase after':                        ['phase-bound',      'phase-bound',      'phase-bound',      'phase-bound',      '–',                '–'],
  'what is due, from a client that is not in the phase': ['–',                'subset',           'subset',           'subset',           'subset',           'phase-bound'],
  'what is due, from a number beyond the roster':        ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  'what is due, signed by another client':               ['client-signature', 'client-signature', 'client-signature', 'client-signature', 'client-signature', 'phase-bound'],
  'what is due, in another client’s name':               ['client-signature', 'client-signature', 'client-signature', 'client-signature', 'client-signature', 'phase-bound'],
  'what is due, for another session':                    ['session-bound',    'session-bound',    'session-bound',    'session-bound',    'session-bound',    'phase-bound'],
  'what is due, with a flipped bit in its signature':    ['client-signature', 'client-signature', 'client-signature', 'client-signature', 'client-signature', 'phase-bound'],
  'what is due, with a body that is none':               ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  'what is due, without its last byte':                  ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  'what is due, with one byte more':                     ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  'what is due, without its attachment':                 ['accept',           'well-formed',      'commitment-fixed', 'accept',           'accept',           'phase-bound'],
  'what is due, with another attachment':                ['accept',           'well-formed',      'commitment-fixed', 'accept',           'payload-digest',   'phase-bound'],
  'a message of the coordinator’s own':                  ['phase-bound',      'phase-bound',      'phase-bound',      'phase-bound',      'phase-bound',      'phase-bound'],
  'an envelope that is too large':                       ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  garbage:                                               ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
  'no bytes':                                            ['well-formed',      'well-formed',      'well-formed',      'well-formed',      'well-formed',      'phase-bound'],
};

function coordinatorIn(phase: Stage): Promise<CoordinatorSession> {
  return coordinatorAt(setup, run, phase === 'ended' ? 'end' : phase);
}

describe.each(STAGES.map((phase, column) => [phase, column] as const))(
  'a coordinator in phase %s, given',
  (phase, column) => {
    const cells = Object.entries(TABLE).map(
      ([event, row]) => [event as Event, row[column]!] as const,
    );
    let session: CoordinatorSession;
    prepare(async () => {
      session = await coordinatorIn(phase);
      expect(session.phase).toBe(phase);
    });
    const rejections = cells.filter(([, cell]) => cell !== '–' && cell !== 'accept');
    const accepted = cells.filter(([, cell]) => cell === 'accept');

    // All rejections go to one coordinator, one after the other: none of them changes anything.
    it.each(rejections)('%s: refuses it, %s', async (event, code) => {
      const rejection = {
        kind: 'rejection',
        code,
        message: expect.stringMatching(/.{10}/) as unknown,
      };
      expect(await session.receive(EVENTS[event](phase))).toMatchObject(rejection);
      expect(session.phase).toBe(phase);
    });

    it.each(accepted)('%s: accepts it', async (event) => {
      const fresh = await coordinatorIn(phase);
      const receipt = await fresh.receive(EVENTS[event](phase));
      expect(receipt).toEqual({ kind: 'accepted', client: SENDER });
    });

    if (phase === 'ended') {
      it('the end of a phase: there is none left', async () => {
        expect(await session.close()).toEqual({
          kind: 'abort',
          code: 'phase-bound',
          message: 'the session has ended; nothing is collected any more',
        });
      });
      return;
    }

    it('what is due after all that, again, and changed', async () => {
      const accept = { kind: 'accepted', client: SENDER };
      expect(await session.receive(due(phase))).toEqual(accept);
      expect(await session.receive(due(phase))).toEqual({ kind: 'repeated', client: SENDER });
      const bare = { envelope: due(phase).envelope };
      expect(await session.receive(bare)).toEqual({ kind: 'repeated', client: SENDER });
      const second = nonsense(phase);
      expect(await session.receive(second)).toMatchObject({
        kind: 'rejection',
        code: 'one-envelope',
        culprit: SENDER,
        evidence: [due(phase).envelope, second.envelope],
        message: expect.stringContaining(`two different messages for ${phase}`) as unknown,
      });
    });

    it('the end of the phase, with fewer than t: aborts', async () => {
      // With what it has by now, the message of one client, it is two short of the threshold.
      expect(await session.close()).toEqual({
        kind: 'abort',
        code: 'quorum-present',
        message: '1 clients are left, fewer than the threshold 3; open a new round',
      });
      expect(session.phase).toBe('ended');
      expect(await session.receive(due(phase))).toMatchObject({
        kind: 'rejection',
        code: 'phase-bound',
      });
      expect(await session.close()).toMatchObject({ kind: 'abort', code: 'phase-bound' });
    });

    it('the end of the phase, with exactly t: goes on', async () => {
      const fresh = await coordinatorIn(phase);
      const messages = [...run.sent[tried(phase)].values()].slice(0, 3);
      for (const message of [...messages].reverse()) await fresh.receive(message);
      const step = await fresh.close();
      if (phase === 'unmask') {
        expect(step.kind).toBe('finish');
        return;
      }
      if (step.kind !== 'send') throw new Error('expected messages');
      expect(step.messages.map(({ to }) => to)).toEqual([0, 1, 2]);
    });
  },
);

describe('a message that is not of the phase that is open', () => {
  it('is told which is open, and what it is', async () => {
    const collecting = await coordinatorIn('share');
    const rejection = { kind: 'rejection', code: 'phase-bound' };
    expect(await collecting.receive(due('advertise'))).toEqual({
      ...rejection,
      message: 'phase share is open, and this message is for advertise',
    });
    expect(await collecting.receive(run.received.commit.get(SENDER)!)).toEqual({
      ...rejection,
      message: 'not one of the messages that clients send',
    });
  });
});

describe('the messages of a phase', () => {
  it('may come in any order: what is sent next is the same', async () => {
    const one = openAs(setup).state;
    const other = openAs(setup).state;
    const messages = [...run.sent.advertise.values()];
    for (const message of messages) await one.receive(message);
    for (const message of [...messages].reverse()) await other.receive(message);
    expect(await other.close()).toEqual(await one.close());
  });

  it('may come all at once', async () => {
    const one = openAs(setup).state;
    const receipts = await Promise.all([...run.sent.advertise.values()].map((m) => one.receive(m)));
    expect(receipts.map(({ kind }) => kind)).toEqual(Array(4).fill('accepted'));
    expect(await one.close()).toMatchObject({ kind: 'send' });
  });

  it('go to those who take part, each with its own boxes', async () => {
    const one = await coordinatorAt(setup, run, 'share');
    for (const message of run.sent.share.values()) await one.receive(message);
    const step = await one.close();
    if (step.kind !== 'send') throw new Error('expected messages');
    expect(step.messages.map(({ to }) => to)).toEqual([0, 1, 2, 3] as ClientId[]);
    expect(new Set(step.messages.map(({ message }) => String(message.envelope))).size).toBe(1);
    expect(new Set(step.messages.map(({ message }) => String(message.attachment))).size).toBe(4);
  });
});

describe('a session is opened only', () => {
  it('under the key that it names', () => {
    const other = testSession(5, { coordinatorKey: identity('another').publicKey.bytes });
    expect(() => openAs(other)).toThrow(expect.objectContaining({ code: 'wrong-input' }));
  });

  it('over the roster that it names', () => {
    const { roster } = testSession(4);
    expect(() => openAs({ ...setup, roster })).toThrow(
      expect.objectContaining({ code: 'wrong-input' }),
    );
  });
});
