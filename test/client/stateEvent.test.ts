import { type ClientPhase, type MessageType } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { ClientSession, ClientStep } from '../../src/client/clientSession.ts';

import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { clientBefore, exchange, type Exchange } from '../support/exchange.ts';
import { identity, seedOf, testSession } from '../support/federation.ts';
import { bodyBytes, flipped, fromCoordinator } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';

/** Client 3 falls silent before Commit, so that there is somebody to unmask. */
const setup = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 3,
  rowLength: 2,
});
const SELF = 1;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 3: 'commit' } });
});

const STATES = ['advertised', 'shared', 'committed', 'confirmed', 'finished', 'aborted'] as const;
type State = (typeof STATES)[number];

interface Place {
  readonly last: ClientPhase;
  readonly next?: Exclude<ClientPhase, 'advertise'>;
  readonly later?: ClientPhase;
}

/** For each state: the phase that it answered last, the one whose opening it waits for, and the one after that. */
const PLACE: Record<State, Place> = {
  advertised: { last: 'advertise', next: 'share', later: 'commit' },
  shared: { last: 'share', next: 'commit', later: 'confirm' },
  committed: { last: 'commit', next: 'confirm', later: 'unmask' },
  confirmed: { last: 'confirm', next: 'unmask' },
  finished: { last: 'unmask' },
  aborted: { last: 'advertise', next: 'share', later: 'commit' },
};

/** The coordinator's message that opens each phase. */
const OPENED_BY = {
  advertise: 'invitation',
  share: 'advertised',
  commit: 'shared',
  confirm: 'included',
  unmask: 'unmasking',
} as const satisfies Record<ClientPhase, MessageType>;

function opening(phase: ClientPhase): Message {
  return run.received[phase].get(SELF)!;
}

/** The message that a state waits for, or the last one where it waits for none. */
function due(state: State): { kind: MessageType; message: Message } {
  const { last, next = last } = PLACE[state];
  return { kind: OPENED_BY[next], message: opening(next) };
}

/** A body that is no message at all, but which the coordinator signed for the kind that is due. */
function nonsense(kind: MessageType): Message {
  return { envelope: fromCoordinator(setup.session, kind, Uint8Array.of(0x80)) };
}

/** The message that is due, but signed by another party, or for another session, kind or sender. */
function dueSignedAs(
  state: State,
  { signer = 'coordinator', session = setup.session.digest, sender = 2 ** 32 - 1 },
): Message {
  const { kind, message } = due(state);
  const envelope = sealEnvelope(identity(signer), session, kind, sender, bodyBytes(message));
  return { ...message, envelope };
}

/** What can reach a client, whatever it waits for. */
const EVENTS = {
  'the message that is due': (state) => PLACE[state].next && due(state).message,
  'the last message again': (state) => opening(PLACE[state].last),
  'the invitation again': () => run.invitation,
  'the last message, with another attachment': (state) => ({
    envelope: opening(PLACE[state].last).envelope,
    attachment: Uint8Array.of(1, 2, 3),
  }),
  'a second, different message in the place of the last': (state) =>
    nonsense(OPENED_BY[PLACE[state].last]),
  'a second, different invitation': () => nonsense('invitation'),
  'a later message': (state) => PLACE[state].later && opening(PLACE[state].later),
  'what is due, with a body that is none': (state) => nonsense(due(state).kind),
  'what is due, for another session': (state) =>
    dueSignedAs(state, { session: seedOf('another session') }),
  'what is due, signed by somebody else': (state) => dueSignedAs(state, { signer: 'mallory' }),
  'what is due, signed by a client in its own name': (state) =>
    dueSignedAs(state, { signer: 'client 2', sender: 2 }),
  'what is due, with a flipped bit in its signature': (state) => {
    const { message } = due(state);
    return { ...message, envelope: flipped(message.envelope, -1) };
  },
  'what is due, without its last byte': (state) => {
    const { message } = due(state);
    return { ...message, envelope: message.envelope.slice(0, -1) };
  },
  'what is due, with one byte more': (state) => {
    const { message } = due(state);
    return { ...message, envelope: Uint8Array.of(...message.envelope, 0) };
  },
  'what this client sent last': (state) => run.sent[PLACE[state].last].get(SELF)!,
  'a record': () => ({ envelope: fromCoordinator(setup.session, 'record', Uint8Array.of(0x80)) }),
  'what is due, larger than any message': (state) => ({
    envelope: fromCoordinator(setup.session, due(state).kind, new Uint8Array(9999)),
  }),
  garbage: () => ({ envelope: seedOf('garbage') }),
  'no bytes': () => ({ envelope: new Uint8Array(0) }),
} satisfies Record<string, (state: State) => Message | undefined>;
type Event = keyof typeof EVENTS;

/**
 * What comes of it. `repeat`: the same bytes as the first time. `refuse`: nothing happened. `over`: the abort that
 * there was, again. `–`: there is no such message.
 */
type Cell = 'send' | 'send last' | 'repeat' | `refuse ${string}` | `abort ${string}` | 'over' | '–';

// prettier-ignore
const TABLE: Record<Event, readonly [Cell, Cell, Cell, Cell, Cell, Cell]> = {
  //                                                  advertised  shared  committed  confirmed  finished  aborted
  'the message that is due':                              ['send', 'send', 'send', 'send last', '–', 'over'],
  'the last message again':                               ['repeat', 'repeat', 'repeat', 'repeat', 'repeat', 'over'],
  'the invitation again':                                 ['repeat', 'repeat', 'repeat', 'repeat', 'repeat', 'over'],
  'the last message, with another attachment':            ['repeat', 'repeat', 'repeat', 'repeat', 'repeat', 'over'],
  'a second, different message in the place of the last': ['abort one-shot', 'abort one-shot', 'abort one-shot', 'abort one-shot', 'abort one-shot', 'over'],
  'a second, different invitation':                       ['abort one-shot', 'abort one-shot', 'abort one-shot', 'abort one-shot', 'abort one-shot', 'over'],
  'a later message':                                      ['refuse transcript', 'refuse transcript', 'refuse transcript', '–', '–', 'over'],
  'what is due, with a body that is none':                ['abort well-formed', 'abort well-formed', 'abort well-formed', 'abort well-formed', 'abort one-shot', 'over'],
  'what is due, for another session':                     ['refuse session-bound', 'refuse session-bound', 'refuse session-bound', 'refuse session-bound', 'refuse session-bound', 'over'],
  'what is due, signed by somebody else':                 ['refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'over'],
  'what is due, signed by a client in its own name':      ['refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'over'],
  'what is due, with a flipped bit in its signature':     ['refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'refuse coordinator-signature', 'over'],
  'what is due, without its last byte':                   ['refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'over'],
  'what is due, with one byte more':                      ['refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'over'],
  'what this client sent last':                           ['refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'over'],
  'a record':                                             ['refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'refuse phase-bound', 'over'],
  'what is due, larger than any message':                 ['refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'over'],
  garbage:                                                ['refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'over'],
  'no bytes':                                             ['refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'refuse well-formed', 'over'],
};

async function clientIn(state: State): Promise<ClientSession> {
  const client = await clientBefore(setup, run, SELF, PLACE[state].next ?? 'end');
  if (state === 'aborted') await client.receive(nonsense('invitation'));
  expect(client.phase).toBe(state);
  return client;
}

/** What a step shows to the outside, in the words of the table. */
function cellOf(step: ClientStep, event: Event, state: State): Cell {
  switch (step.kind) {
    case 'rejection':
      return `refuse ${step.code}`;
    case 'abort':
      return state === 'aborted' ? 'over' : `abort ${step.code}`;
    case 'send':
      return event !== 'the message that is due' ? 'repeat' : step.last ? 'send last' : 'send';
  }
}

/** Which of its messages a client sends, or sends again, on an event. */
function answeredPhase(event: Event, state: State): ClientPhase {
  const { last, next } = PLACE[state];
  if (event === 'the invitation again') return 'advertise';
  return event === 'the message that is due' ? next! : last;
}

describe.each(STATES.map((state, column) => [state, column] as const))(
  'a client that is %s, given',
  (state, column) => {
    const cells = Object.entries(TABLE).map(
      ([event, row]) => [event as Event, row[column]!] as const,
    );

    it.each(cells.filter(([, cell]) => cell !== '–'))('%s: %s', async (event, cell) => {
      const client = await clientIn(state);
      const before = client.phase;
      const step = await client.receive(EVENTS[event](state)!);
      expect(cellOf(step, event, state)).toBe(cell);
      if (step.kind !== 'send') expect(step.message).toMatch(/.{10}/);

      if (step.kind === 'send') {
        const sent = run.sent[answeredPhase(event, state)].get(SELF)!;
        expect(step.message).toEqual(sent);
      }
      if (step.kind === 'abort') {
        expect(client.phase).toBe('aborted');
        expect(await client.receive(due(state).message)).toBe(step);
        return;
      }
      // What the coordinator did not sign for this session proves nothing against it.
      if (step.kind === 'rejection') expect(step.culprit).toBeUndefined();
      // Whatever did not end the session changed nothing: the message that is due is answered as ever.
      const { next } = PLACE[state];
      if (next === undefined || event === 'the message that is due') return;
      expect(client.phase).toBe(before);
      const after = await client.receive(opening(next));
      expect(after).toMatchObject({ kind: 'send', message: run.sent[next].get(SELF)! });
    });
  },
);

describe('a second, different message', () => {
  it('is evidence against the coordinator: two envelopes that it signed for one slot', async () => {
    const client = await clientIn('committed');
    const second = nonsense('shared');
    const step = await client.receive(second);
    expect(step).toMatchObject({ kind: 'abort', culprit: 'coordinator' });
    if (step.kind !== 'abort') return;
    expect(step.evidence).toEqual([opening('commit').envelope, second.envelope]);
    const [first, other] = step.evidence!.map((bytes) => openEnvelope(bytes, bytes.length));
    expect(first!.type).toBe(other!.type);
  });
});

describe('messages that arrive together', () => {
  it('wait for one another, and each is answered in its turn', async () => {
    const client = await clientIn('advertised');
    const steps = await Promise.all(
      (['share', 'commit', 'share', 'confirm', 'unmask', 'unmask'] as const).map((phase) =>
        client.receive(opening(phase)),
      ),
    );
    expect(steps.map((step) => step.kind)).toEqual(Array(6).fill('send'));
    expect(client.phase).toBe('finished');
    expect(client.receipt).toEqual(run.sent.commit.get(SELF)!.envelope);
  });
});
