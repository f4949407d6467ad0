import { describe, expect, it } from 'vitest';
import { joinSession, type JoinOptions } from '../../src/client/join.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { Policy } from '../../src/session/policy.ts';
import {
  parametersCodec,
  type SessionParameters,
  type SUITE,
} from '../../src/session/parameters.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import { sessionFrom } from '../../src/session/session.ts';
import {
  coordinator,
  identity,
  kernel,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { roundOf } from '../support/ledgerBehaviour.ts';
import { openAs } from '../support/exchange.ts';
import { flipped } from '../support/forgery.ts';
import { Roster } from '../../src/session/roster.ts';

/** Says what was found. */
const A_SENTENCE: unknown = expect.stringMatching(/^(the|n|t|n_C|B) .{10,}$/);
const SAID: unknown = expect.stringMatching(/.{10}/);

const setup = testSession(5, { threshold: 4, maxCorrupt: 1, maxDropouts: 1 });
const invitation = openAs(setup).output;

function options(changes: Partial<JoinOptions> = {}): JoinOptions {
  return {
    invitation,
    task: 'test',
    roster: setup.roster,
    identity: setup.identities[0]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: (session) => testInput(session, 0),
    random: systemRandom,
    kernel,
    ...changes,
  };
}

/** An invitation that the coordinator signed over parameters of its own choice, checked by nobody before. */
function invitationOver(
  changes: Partial<SessionParameters>,
  signer = coordinator,
): JoinOptions['invitation'] {
  const parameters = { ...setup.session.parameters, ...changes };
  const bytes = toBytes(parametersCodec, parameters);
  const { digest } = sessionFrom(parameters, bytes);
  return { envelope: sealEnvelope(signer, digest, 'invitation', COORDINATOR_SENDER, bytes) };
}

describe('a session with parameters that nobody should join is refused', () => {
  const cases: readonly [string, Partial<SessionParameters>, string][] = [
    ['unsafe: 2t = n + n_C', { threshold: 3, maxCorrupt: 1, maxDropouts: 0 }, 'thresholds-safe'],
    ['unsafe: t − n_C < 2', { threshold: 5, maxCorrupt: 4, maxDropouts: 0 }, 'thresholds-safe'],
    ['not live: t > n − dropouts', { maxDropouts: 2 }, 'thresholds-live'],
    [
      'slots that are too narrow',
      { slotBits: setup.session.parameters.slotBits - 1 },
      'parameters',
    ],
    ['slots that are too wide', { slotBits: setup.session.parameters.slotBits + 1 }, 'parameters'],
    ['more rows than allowed', { length: 5000, rowLength: 1 }, 'parameters'],
    ['no task', { task: '' }, 'parameters'],
    ['four deadlines', { deadlines: [1, 2, 3, 4] }, 'parameters'],
    ['another n than the roster', { clients: 6, slotBits: 15 }, 'roster-entries'],
    ['another roster', { rosterDigest: seedOf('roster') }, 'policy-roster'],
  ];
  it.each(cases)('%s', async (_, changes, code) => {
    const ledger = memoryLedger();
    const joined = await joinSession(options({ invitation: invitationOver(changes), ledger }));
    expect(joined).toMatchObject({ kind: 'abort', code, message: SAID });
    // The coordinator signed parameters that nobody may; what else is wrong, a client has of its own host.
    const culprit = code === 'parameters' ? 'coordinator' : undefined;
    expect((joined as { culprit?: unknown }).culprit).toBe(culprit);
    expect(await ledger.claim(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });
});

describe('an invitation is refused that is', () => {
  const { parameters } = setup.session;
  const cases: readonly [string, Uint8Array, string][] = [
    ['without its last byte', invitation.envelope.slice(0, -1), 'well-formed'],
    ['garbage', seedOf('garbage'), 'well-formed'],
    ['too large', new Uint8Array(8193), 'well-formed'],
    ['changed in its signature', flipped(invitation.envelope, -1), 'coordinator-signature'],
    [
      'signed by somebody else',
      invitationOver({}, identity('mallory')).envelope,
      'coordinator-signature',
    ],
    [
      'of an older suite, though its coordinator signed it',
      invitationOver({ suite: 'veilsum-0' as typeof SUITE }).envelope,
      'well-formed',
    ],
    [
      'under a key that is none',
      invitationOver({ coordinatorKey: new Uint8Array(32) }).envelope,
      'coordinator-signature',
    ],
    [
      'for another session than it describes',
      sealEnvelope(
        coordinator,
        seedOf('x'),
        'invitation',
        COORDINATOR_SENDER,
        toBytes(parametersCodec, parameters),
      ),
      'session-bound',
    ],
    [
      'of another kind',
      sealEnvelope(
        coordinator,
        setup.session.digest,
        'advertised',
        COORDINATOR_SENDER,
        setup.session.bytes,
      ),
      'phase-bound',
    ],
  ];
  it.each(cases)('%s', async (_, envelope, code) => {
    expect(await joinSession(options({ invitation: { envelope } }))).toMatchObject({
      kind: 'abort',
      code,
    });
  });
});

describe('each floor of the policy', () => {
  const { parameters } = setup.session;
  const cases: readonly [string, Partial<Policy>, string][] = [
    ['the pinned roster', { rosterDigest: seedOf('another roster') }, 'policy-roster'],
    ['the pinned coordinator', { coordinatorKey: seedOf('another key') }, 'policy-coordinator'],
    ['least n', { minClients: parameters.clients + 1 }, 'policy-clients'],
    ['least t', { minThreshold: parameters.threshold + 1 }, 'policy-threshold'],
    ['largest n_C to survive', { maxCorrupt: parameters.maxCorrupt + 1 }, 'policy-corrupt'],
    ['least B', { bound: { min: parameters.bound + 1, max: 2 ** 31 } }, 'policy-bound'],
    ['greatest B', { bound: { min: 1, max: parameters.bound - 1 } }, 'policy-bound'],
    ['B exactly', { bound: parameters.bound - 1 }, 'policy-bound'],
    ['the encoding', { encoding: { kind: 'fixed-point', clip: 1 } }, 'policy-encoding'],
    ['the length', { length: { min: 6, max: 100 } }, 'policy-shape'],
    ['the length of rows', { length: 5, rowLength: 8 }, 'policy-shape'],
    ['the scheme', { schemes: ['coded'] }, 'policy-scheme'],
    ['the model', { modelDigest: seedOf('another model') }, 'policy-model'],
    ['the layout', { layoutDigest: seedOf('a layout') }, 'policy-layout'],
    ['proofs', { proofs: { kind: 'linf' } }, 'policy-proofs'],
  ];
  it.each(cases)('refuses what lies below it: %s', async (_, floor, code) => {
    let asked = false;
    const joined = await joinSession(
      options({
        policy: { ...policyFor(setup), ...floor },
        input: (session) => {
          asked = true;
          return testInput(session, 0);
        },
      }),
    );
    expect(joined).toMatchObject({ kind: 'abort', code, message: A_SENTENCE });
    expect(asked).toBe(false);
  });

  it('accepts what lies exactly on it', async () => {
    const { clients, threshold, maxCorrupt, bound, modelDigest } = parameters;
    const policy: Policy = {
      ...policyFor(setup),
      minClients: clients,
      minThreshold: threshold,
      maxCorrupt,
      bound: { min: bound, max: bound },
      encoding: { kind: 'integer' },
      length: { min: 5, max: 5 },
      rowLength: 4,
      modelDigest,
    };
    expect(await joinSession(options({ policy }))).toMatchObject({ kind: 'advance' });
  });
});

describe('what is asked for', () => {
  it.each([
    [{ task: 'other' }, 'a round of "other"'],
    [{ round: 2 }, 'round 2 of "test"'],
  ])('is what the session says of itself: not %j', async (asked, text) => {
    const ledger = memoryLedger();
    const input = (): never => {
      throw new Error('asked for the input');
    };
    expect(await joinSession(options({ ...asked, ledger, input }))).toMatchObject({
      kind: 'abort',
      code: 'policy-task',
      message: `the session is round 1 of "test", and ${text} was asked for`,
    });
    expect(await ledger.admits(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });

  it.each([{ task: undefined as never }, { task: '' }, { round: null as never }, { round: 1.5 }])(
    'is named, by callers without types as well: not %j',
    async (asked) => {
      const ledger = memoryLedger();
      await expect(joinSession(options({ ...asked, ledger }))).rejects.toMatchObject({
        name: 'UsageError',
        code: 'wrong-input',
      });
      expect(await ledger.admits(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
    },
  );

  it('is got where the task, the round and the session are those', async () => {
    const sessionDigest = setup.session.digest;
    const joined = await joinSession(options({ task: 'test', round: 1, sessionDigest }));
    expect(joined).toMatchObject({ kind: 'advance' });
    const other = options({ sessionDigest: seedOf('another session') });
    expect(await joinSession(other)).toMatchObject({ kind: 'abort', code: 'session-bound' });
  });
});

describe('a round', () => {
  it('is joined once, whatever session it is offered in', async () => {
    const ledger = memoryLedger();
    expect(await joinSession(options({ ledger }))).toMatchObject({ kind: 'advance' });
    const message =
      'this client already took part in round 1 of this task; wait for the next round';
    const again = { kind: 'abort', code: 'ledger', message };
    expect(await joinSession(options({ ledger }))).toMatchObject(again);
    const other = invitationOver({ nonce: seedOf('a second session') });
    expect(await joinSession(options({ ledger, invitation: other }))).toMatchObject(again);
    const next = invitationOver({ round: 2 });
    expect(await joinSession(options({ ledger, invitation: next }))).toMatchObject({
      kind: 'advance',
    });
  });

  it('is joined once when two invitations come together', async () => {
    const ledger = memoryLedger();
    const joined = await Promise.all([
      joinSession(options({ ledger })),
      joinSession(options({ ledger })),
    ]);
    expect(joined.map(({ kind }) => kind).sort()).toEqual(['abort', 'advance']);
  });

  it('is in the ledger before anything goes out', async () => {
    const ledger = {
      admits: () => Promise.resolve(true),
      claim: () => Promise.reject(new Error('no space left')),
    };
    await expect(joinSession(options({ ledger }))).rejects.toThrow('no space left');
  });
});

describe('the host is told, before anything goes out, that', () => {
  const cases: readonly [string, Partial<JoinOptions>][] = [
    ['its identity is not on the roster', { identity: identity('stranger') }],
    ['the input is too short', { input: () => new Int32Array(4) }],
    ['the input is too long', { input: () => new Int32Array(6) }],
    ['a coordinate is above B', { input: () => Int32Array.of(0, 0, 1001, 0, 0) }],
    ['a coordinate is below −B', { input: () => Int32Array.of(0, 0, 0, 0, -1001) }],
    ['its epoch has no name', { epoch: '' }],
    ['its source has a name that no ledger keeps', { source: 'x'.repeat(201) }],
    ['a coordinate is −2^31', { input: () => Int32Array.of(-(2 ** 31), 0, 0, 0, 0) }],
  ];
  it.each(cases)('%s', async (_, changes) => {
    const ledger = memoryLedger();
    const joining = joinSession(options({ ...changes, ledger }));
    await expect(joining).rejects.toMatchObject({ name: 'UsageError', code: 'wrong-input' });
    expect(await ledger.claim(roundOf('1', { task: 'test', round: 1 }))).toBe(true);
  });

  it('the roster at hand is another one', async () => {
    const other: Roster = testSession(5, { task: 'other' }).roster;
    const smaller = testSession(4).roster;
    const renamed = Roster.of(
      setup.roster.entries.map(({ key }, i) => ({ name: `renamed ${i}`, key })),
    );
    expect(await joinSession(options({ roster: other }))).toMatchObject({ kind: 'advance' });
    for (const roster of [smaller, renamed]) {
      expect(await joinSession(options({ roster }))).toMatchObject({
        kind: 'abort',
        code: 'roster-entries',
      });
    }
  });
});

describe('a coordinator whose key is also a client’s', () => {
  it('is not joined, whatever the policy pins', async () => {
    const twice = setup.identities[3]!;
    const coordinatorKey = twice.publicKey.bytes;
    const joined = await joinSession(
      options({
        invitation: invitationOver({ coordinatorKey }, twice),
        policy: { ...policyFor(setup), coordinatorKey },
      }),
    );
    expect(joined).toMatchObject({
      kind: 'abort',
      code: 'roster-entries',
      message: expect.stringMatching(/also that of client "c3"/) as string,
    });
  });
});
