/** Envelopes as every party opens them: whose they are, of which session and kind, and whether they were signed. */
import { wellFormed, ALL_CHECKS, EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { maxMessageBytes, type MessageType } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/crypto/signing.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import { parametersCodec } from '../../src/session/parameters.ts';
import { sessionFrom } from '../../src/session/session.ts';
import {
  requireAscending,
  isFromCoordinator,
  requireFromCoordinator,
  openSigned,
  openSignedList,
  type Setting,
} from '../../src/messages/signed.ts';
import { toBytes } from '../../src/wire/codec.ts';
import {
  COORDINATOR_SENDER,
  type Envelope,
  openEnvelope,
  sealEnvelope,
} from '../../src/wire/envelope.ts';
import { failureOf } from '../support/checkFailure.ts';
import { coordinator, identity, seedOf, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';

const { session, roster, identities } = testSession(5);
const setting: Setting = { session, roster, checks: ALL_CHECKS };
const without = (...off: CheckName[]): Setting => ({
  ...setting,
  checks: EnabledChecks.unsafeWithout(...off),
});
const BODY = seedOf('body');
const LIMIT = maxMessageBytes(session, 'share');

/** The coordinator's envelope, if it is of this type. */
async function fromCoordinator(
  of: Pick<Setting, 'session' | 'checks'>,
  bytes: Uint8Array,
  type: MessageType,
): Promise<Envelope> {
  const envelope = wellFormed(() => openEnvelope(bytes, LIMIT), undefined);
  await requireFromCoordinator(of, envelope, type);
  return envelope;
}

/** An envelope with the parts in which it may be wrong. */
function sealed({
  sender = 2,
  signer = identities[sender] ?? identity('stranger'),
  digest = session.digest,
  phase = 'share',
}: {
  sender?: number;
  signer?: Identity;
  digest?: Uint8Array;
  phase?: MessageType;
} = {}): Uint8Array {
  return sealEnvelope(signer, digest, phase, sender, BODY);
}

/** The same fields in another encoding than the canonical one: the version takes two bytes. */
function recoded(envelope: Uint8Array): Uint8Array {
  return Uint8Array.of(envelope[0]!, 0x18, ...envelope.slice(1));
}

/** What is wrong with an envelope, the check that it fails, and the sentence for it. */
const CLIENTS: readonly [string, () => Uint8Array, CheckName, string | RegExp][] = [
  ['is garbage', () => seedOf('garbage'), 'well-formed', /./],
  [
    'is longer than its kind',
    () => new Uint8Array(LIMIT + 1),
    'well-formed',
    new RegExp(String(LIMIT + 1)),
  ],
  ['is not canonical', () => recoded(sealed()), 'well-formed', /deterministic CBOR/],
  [
    'is of nobody on the roster',
    () => sealed({ sender: 5 }),
    'well-formed',
    'no client 5 is on the roster',
  ],
  [
    'is of the coordinator',
    () => sealed({ sender: COORDINATOR_SENDER, signer: coordinator }),
    'well-formed',
    'no client 4294967295 is on the roster',
  ],
  [
    'was signed for another session',
    () => sealed({ digest: seedOf('other') }),
    'session-bound',
    'an envelope was signed for another session',
  ],
  [
    'is of another kind',
    () => sealed({ phase: 'confirm' }),
    'phase-bound',
    'an envelope of kind 3 stands where share belongs',
  ],
  [
    'was signed by another client',
    () => sealed({ signer: identities[1]! }),
    'client-signature',
    'the signature of client 2 does not verify',
  ],
  [
    'was changed in its signature',
    () => flipped(sealed(), -1),
    'client-signature',
    'the signature of client 2 does not verify',
  ],
];

const says = (message: string | RegExp): unknown =>
  typeof message === 'string' ? message : expect.stringMatching(message);

describe('a client’s envelope', () => {
  it('is given back with whom it is of', async () => {
    const bytes = sealed();
    const opened = await openSigned(setting, bytes, 'share');
    expect(opened).toEqual({ ...openEnvelope(bytes, LIMIT), client: 2 });
    expect(opened).toMatchObject({ body: BODY, sender: 2, bytes });
  });

  it.each(CLIENTS)(
    'is refused where it %s, and nobody is named',
    async (_, make, check, message) => {
      const one = await failureOf(() => openSigned(setting, make(), 'share'));
      expect(one).toEqual({ check, finding: { message: says(message) } });
      const among = [sealed({ sender: 0 }), make()];
      const inList = await failureOf(() => openSignedList(setting, among, 'share'));
      expect(inList).toEqual(one);
    },
  );

  it('is refused by the first check that it fails', async () => {
    const all = { sender: 2, signer: identities[1]!, digest: seedOf('other') };
    const bytes = sealed({ ...all, phase: 'confirm' });
    const found = async (of: Setting): Promise<CheckName | undefined> =>
      (await failureOf(() => openSigned(of, bytes, 'share')))?.check;
    expect(await found(setting)).toBe('session-bound');
    expect(await found(without('session-bound'))).toBe('phase-bound');
    expect(await found(without('session-bound', 'phase-bound'))).toBe('client-signature');
    const none = without('session-bound', 'phase-bound', 'client-signature');
    expect(await found(none)).toBeUndefined();
  });

  it('in another encoding is let through with that check off, and garbage is not', async () => {
    const lenient = without('well-formed');
    const opened = await openSigned(lenient, recoded(sealed()), 'share');
    expect(opened).toMatchObject({ client: 2, body: BODY });
    expect(await failureOf(() => openSigned(lenient, seedOf('garbage'), 'share'))).toMatchObject({
      check: 'well-formed',
    });
    expect(
      await failureOf(() => openSigned(lenient, sealed({ sender: 5 }), 'share')),
    ).toMatchObject({ check: 'well-formed' });
  });
});

describe('a list of clients’ envelopes', () => {
  const from = (...senders: number[]): Uint8Array[] => senders.map((sender) => sealed({ sender }));
  const opened = (list: readonly Uint8Array[], of = setting): ReturnType<typeof openSignedList> =>
    openSignedList(of, list, 'share');

  it('is given back in its order', async () => {
    const list = from(0, 2, 4);
    expect(await opened(list)).toEqual(
      [0, 2, 4].map((client, i) => ({ ...openEnvelope(list[i]!, LIMIT), client })),
    );
    expect(await opened([])).toEqual([]);
  });

  it.each([
    ['a client twice', [0, 2, 2]],
    ['clients out of order', [0, 3, 2]],
    ['its first two swapped', [1, 0, 2]],
  ])('is refused with %s', async (_, senders) => {
    expect(await failureOf(() => opened(from(...senders)))).toEqual({
      check: 'senders-distinct',
      finding: { message: 'a list names a client twice or out of order' },
    });
    expect(await opened(from(...senders), without('senders-distinct'))).toHaveLength(3);
  });

  it('is refused for the client whose signature fails, wherever it stands', async () => {
    for (const [i, sender] of [0, 2, 4].entries()) {
      const list = from(0, 2, 4);
      list[i] = flipped(list[i]!, -1);
      expect(await failureOf(() => opened(list))).toEqual({
        check: 'client-signature',
        finding: { message: `the signature of client ${sender} does not verify` },
      });
      expect(await opened(list, without('client-signature'))).toHaveLength(3);
    }
  });

  it('names clients in ascending order', async () => {
    const ascending = (...clients: number[]): unknown =>
      failureOf(() => {
        requireAscending(ALL_CHECKS, clients);
      });
    for (const good of [[], [7], [0, 1], [1, 3, 9]])
      expect(await ascending(...good)).toBeUndefined();
    for (const bad of [
      [1, 1],
      [1, 0],
      [0, 2, 1],
      [2, 1, 3],
      [0, 1, 1],
    ]) {
      expect(await ascending(...bad)).toMatchObject({ check: 'senders-distinct' });
    }
  });
});

describe('the coordinator’s envelope', () => {
  const told = (changes: Parameters<typeof sealed>[0] = {}): Uint8Array =>
    sealed({ sender: COORDINATOR_SENDER, signer: coordinator, phase: 'shared', ...changes });

  it('is given back as it was read', async () => {
    const bytes = told();
    const opened = await fromCoordinator(setting, bytes, 'shared');
    expect(opened).toEqual(openEnvelope(bytes, LIMIT));
  });

  const wrong: readonly [string, () => Uint8Array, CheckName, string | RegExp][] = [
    ['is garbage', () => seedOf('garbage'), 'well-formed', /./],
    [
      'is longer than its kind',
      () => new Uint8Array(LIMIT + 1),
      'well-formed',
      new RegExp(String(LIMIT + 1)),
    ],
    ['is not canonical', () => recoded(told()), 'well-formed', /deterministic CBOR/],
    [
      'was signed for another session',
      () => told({ digest: seedOf('other') }),
      'session-bound',
      'an envelope was signed for another session',
    ],
    [
      'is of another kind',
      () => told({ phase: 'included' }),
      'phase-bound',
      'an envelope of kind 19 stands where shared belongs',
    ],
    [
      'names a client as its sender',
      () => told({ sender: 2 }),
      'phase-bound',
      'an envelope of kind 18 stands where shared belongs',
    ],
    [
      'was signed by a client',
      () => told({ signer: identities[0]! }),
      'coordinator-signature',
      'the signature of the coordinator does not verify',
    ],
  ];
  it.each(wrong)('is refused where it %s, and nobody is named', async (_, make, check, message) => {
    const found = await failureOf(() => fromCoordinator(setting, make(), 'shared'));
    expect(found).toEqual({ check, finding: { message: says(message) } });
  });

  it('does not verify in a session whose parameters hold no key', async () => {
    const parameters = { ...session.parameters, coordinatorKey: new Uint8Array(32) };
    const keyless = sessionFrom(parameters, toBytes(parametersCodec, parameters));
    expect(keyless.coordinatorKey).toBeUndefined();
    const bytes = told({ digest: keyless.digest });
    expect(await isFromCoordinator(keyless, openEnvelope(bytes, LIMIT))).toBe(false);
    const open = (): unknown => fromCoordinator({ ...setting, session: keyless }, bytes, 'shared');
    expect(await failureOf(open)).toMatchObject({ check: 'coordinator-signature' });
  });

  it('carries the signature of the session’s coordinator, or it does not', async () => {
    const verdict = (bytes: Uint8Array): Promise<boolean> =>
      isFromCoordinator(session, openEnvelope(bytes, LIMIT));
    expect(await verdict(told())).toBe(true);
    expect(await verdict(told({ signer: identities[0]! }))).toBe(false);
  });
});
