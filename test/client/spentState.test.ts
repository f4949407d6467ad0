import { dealingIn, maskKeysIn } from '../../src/attacks/harness/corruptClient.ts';
import type { Broadcast } from '../../src/messages/broadcast.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { fromCoordinator } from '../support/forgery.ts';
import { broadcastIn } from '../support/pairwise.ts';
import {
  type Advertised,
  type Committed,
  type Confirmed,
  type Shared,
} from '../../src/client/states.ts';
import { type ClientPhase } from '../../src/messages/table.ts';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { commit } from '../../src/client/commit.ts';
import { confirm } from '../../src/client/confirm.ts';
import { share } from '../../src/client/share.ts';
import { unmask } from '../../src/client/unmask.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { type UsageError, OneShot } from '../../src/session/outcome.ts';

import { advanced, advertiseAs, exchange, type Exchange, joinAs } from '../support/exchange.ts';
import { seedOf, testInput, testSession } from '../support/federation.ts';
import { prepare } from '../support/prepared.ts';

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
  run = await exchange(setup);
});

/** A message whose body is nothing that any phase knows. */
const GARBAGE: Broadcast = {
  ...{ type: 'advertised', attachment: new Uint8Array(0) },
  envelope: openEnvelope(fromCoordinator(setup.session, 'advertised', seedOf('garbage')), 999),
};
const received = (phase: ClientPhase): Broadcast => broadcastIn(run.received[phase].get(SELF)!);

/** The states of client 1 by themselves, without the session object around them. */
const advertised = (): Advertised => advertiseAs(setup, SELF, run.invitation).state;
const shared = async (): Promise<Shared> =>
  advanced(await share(advertised(), received('share'))).state;
const committed = async (): Promise<Committed> =>
  advanced(await commit(await shared(), received('commit'))).state;
const confirmed = async (): Promise<Confirmed> =>
  advanced(await confirm(await committed(), received('confirm'))).state;

const SPENT: Partial<UsageError> = { name: 'UsageError', code: 'state-spent' };

/** Every transition, bound to one state that it can be tried on twice. */
const TRANSITIONS: readonly [
  string,
  ClientPhase,
  () => Promise<(message: Broadcast) => Promise<{ kind: string }>>,
][] = [
  ['share', 'share', () => Promise.resolve(advertised()).then((s) => async (m) => share(s, m))],
  ['commit', 'commit', () => shared().then((s) => async (m) => commit(s, m))],
  ['confirm', 'confirm', () => committed().then((s) => async (m) => confirm(s, m))],
  ['unmask', 'unmask', () => confirmed().then((s) => async (m) => unmask(s, m))],
];

describe.each(TRANSITIONS)('the state that %s takes', (_, phase, bind) => {
  it('gives one answer, and then is spent', async () => {
    const answer = await bind();
    expect((await answer(received(phase))).kind).toMatch(/advance|finish/);
    await expect(answer(received(phase))).rejects.toMatchObject(SPENT);
  });

  it('is spent by an abort as well', async () => {
    const answer = await bind();
    expect(await answer(GARBAGE)).toMatchObject({ kind: 'abort', code: 'well-formed' });
    await expect(answer(received(phase))).rejects.toMatchObject(SPENT);
  });

  it('is spent while its answer is still being made', async () => {
    const answer = await bind();
    const [first, second] = await Promise.allSettled([
      answer(received(phase)),
      answer(received(phase)),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: SPENT });
  });
});

describe('secrets', () => {
  it('are in no printout of a state, and in no JSON of it', async () => {
    const states = [advertised(), await shared(), await committed(), await confirmed()];
    for (const state of states) {
      expect(Object.keys(state)).toEqual(['phase']);
      expect(JSON.parse(JSON.stringify(state))).toEqual({ phase: state.phase });
      expect(inspect(state, { depth: 9, showHidden: true })).not.toMatch(
        /input|secret|seed|share:/i,
      );
    }
  });

  it('print as [redacted] wherever the contents of a state are printed', () => {
    const contents = advertised().take();
    const maskKeys = maskKeysIn(contents);
    const secrets = [maskKeys.secret, contents.boxKeys.secret];
    const hex = secrets.map((secret) => toHex(secret.expose()));
    const print = inspect(contents, { depth: 9 }) + JSON.stringify(maskKeys);
    expect(print.match(/\[redacted\]/g)!.length).toBeGreaterThanOrEqual(3);
    for (const secret of hex) expect(print).not.toContain(secret);
  });

  it('are in no printout of a running session', async () => {
    const { state } = await joinAs(setup, SELF, run.invitation);
    expect(Object.keys(state)).toEqual(['session']);
    expect(inspect(state, { depth: 9, showHidden: true })).not.toMatch(/secret|input/i);
  });

  it('are wiped when Share aborts', async () => {
    const contents = advertised().take();
    expect(contents.input.some((x) => x !== 0)).toBe(true);
    await share(new OneShot('advertised', contents), GARBAGE);
    expect(maskKeysIn(contents).secret.isWiped).toBe(true);
    expect(contents.boxKeys.secret.isWiped).toBe(true);
    expect([...contents.input]).toEqual([0, 0, 0]);
  });

  it.each([
    ['once the payload is out', 'advance', () => received('commit')],
    ['when Commit aborts', 'abort', () => GARBAGE],
  ] as const)('are wiped %s', async (_, kind, message) => {
    const contents = (await shared()).take();
    const { maskKeys, peers } = dealingIn(contents);
    const agreed = [...peers.agreed.values()];
    expect(agreed.length).toBeGreaterThan(0);
    const outcome = await commit(new OneShot('shared', contents), message());
    expect(outcome.kind).toBe(kind);
    const secrets = [maskKeys.secret, ...agreed];
    expect(secrets.every((secret) => secret.isWiped)).toBe(true);
    expect([...contents.input]).toEqual([0, 0, 0]);
  });

  it('leave nothing of keys and input in what is kept for the later phases', async () => {
    const contents = (await committed()).take();
    expect(Object.keys(contents).sort()).toEqual([
      'accused',
      'commitDigest',
      'context',
      'dealers',
      'shares',
      'transcriptHash',
    ]);
    expect(Object.keys(contents.shares)).toEqual(['held', 'faulty', 'recipients']);
  });

  it('are not those of the caller: the input is copied, and stays as it was', async () => {
    const input = testInput(setup.session, SELF);
    const before = input.slice();
    await exchange(setup, {
      input: (client) => (client === 1 ? input : testInput(setup.session, client)),
    });
    expect(input).toEqual(before);
  });
});
