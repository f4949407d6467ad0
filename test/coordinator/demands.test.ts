import { maskKeysIn } from '../../src/attacks/harness/corruptClient.ts';
import {
  type CommitAttachment,
  joinAttachment,
  splitAttachment,
} from '../../src/messages/commit.ts';
import { codecOf, type ClientPhase } from '../../src/messages/table.ts';
import { PairwiseClientKeys } from '../../src/schemes/pairwise/client.ts';
import {
  maskingUnmaskCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
  type RevealedShare,
} from '../../src/schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec, pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import type { ClientId } from '../../src/session/party.ts';
import { commitmentDigest } from '../../src/session/secrets.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { broadcastIn, keysIn } from '../support/pairwise.ts';
import { type Advertised } from '../../src/client/states.ts';
import { describe, expect, it } from 'vitest';

import { share } from '../../src/client/share.ts';
import type { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { scalarToBytes } from '../../src/crypto/scalar.ts';
import { pointsOf } from '../../src/schemes/masking/secrets.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { BASE_FIELD_ORDER, FIELD_ORDER, SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import type { Finding } from '../../src/session/checks/enabledChecks.ts';
import { OneShot, type Rejection } from '../../src/session/outcome.ts';

import { confirmCodec } from '../../src/messages/confirm.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleRoot } from '../../src/wire/merkle.ts';
import {
  type Actor,
  advanced,
  advertiseAs,
  coordinatorAt,
  openAs,
  exchange,
  type Exchange,
} from '../support/exchange.ts';
import { kernel, seedOf, testSession } from '../support/federation.ts';
import { bodyOf, flipped, resigned } from '../support/forgery.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { prepare } from '../support/prepared.ts';

/** Client 3 deals its shares and then falls silent; client 4 says nothing at all. */
const setup = testSession(5, {
  threshold: 3,
  maxCorrupt: 0,
  maxDropouts: 2,
  length: 2,
  rowLength: 2,
});
const { session, roster, identities } = setup;
const n = identities.length;
const LIAR = 2;
const liar = identities[LIAR]!;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 3: 'commit', 4: 'advertise' } });
});

const sent = (phase: ClientPhase, client = LIAR): Message => run.sent[phase].get(client)!;

/** A coordinator that has every message of a phase but the liar's. */
async function waiting(phase: ClientPhase): Promise<CoordinatorSession> {
  const one = await coordinatorAt(setup, run, phase);
  for (const [client, message] of run.sent[phase]) {
    if (client !== LIAR) await one.receive(message);
  }
  return one;
}

/** Says what was found. */
const A_SENTENCE: unknown = expect.stringMatching(/.{10}/);

/** The liar's message is refused by the check, and the right one is taken after it. */
async function refused(phase: ClientPhase, message: Message, expected: object): Promise<void> {
  const one = await waiting(phase);
  const rejection = { kind: 'rejection', message: A_SENTENCE, ...expected };
  const receipt = await one.receive(message);
  expect(receipt).toMatchObject(rejection);
  if (!('culprit' in expected)) expect((receipt as Rejection).culprit).toBeUndefined();
  await convicts(receipt as Rejection);
  expect(await one.receive(sent(phase))).toEqual({ kind: 'accepted', client: LIAR });
  expect(['send', 'finish']).toContain((await one.close()).kind);
}

/** Whatever is shown suffices for whoever judges it. */
async function convicts(finding: Finding): Promise<void> {
  const file = evidenceOf(session, finding);
  const { culprit } = finding;
  if (file) expect(await verifyEvidence(file, { roster }, kernel)).toMatchObject({ culprit });
}

/** p or ℓ, little-endian: the least number that is no canonical one. */
function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

describe('Advertise: the coordinator refuses', () => {
  type Keys = ReturnType<typeof keysIn>;
  const keys = (change: (keys: Keys) => Partial<Keys>): Message =>
    resigned(session, liar, pairwiseAdvertiseCodec, sent('advertise'), (body) => {
      const own = { maskKey: body.schemeKeys.maskKey, boxKey: body.boxKey };
      const { maskKey, boxKey } = { ...own, ...change(own) };
      return { ...body, schemeKeys: { maskKey }, boxKey };
    });
  const others = (): Keys => keysIn(sent('advertise', 0));
  const cases: readonly [string, () => Message, string][] = [
    [
      'a key that is no element',
      () => keys(() => ({ maskKey: new Uint8Array(32).fill(255) })),
      'agreement-keys',
    ],
    [
      'the identity for a key',
      () => keys(() => ({ boxKey: new Uint8Array(32) })),
      'agreement-keys',
    ],
    ['another client’s key', () => keys(() => ({ maskKey: others().maskKey })), 'keys-distinct'],
    [
      'another client’s key in another role',
      () => keys(() => ({ maskKey: others().boxKey })),
      'keys-distinct',
    ],
    ['one key in both roles', () => keys((body) => ({ boxKey: body.maskKey })), 'keys-distinct'],
  ];
  it.each(cases)('%s', async (what, message, code) => {
    const changed = message();
    const copied = code === 'keys-distinct' && !what.startsWith('one key');
    // Of two clients with one key, either may have copied it.
    const blame = copied
      ? { culprit: undefined, evidence: undefined }
      : { culprit: LIAR, evidence: [changed.envelope] };
    await refused('advertise', changed, { code, ...blame });
  });
});

describe('Share: the coordinator refuses', () => {
  const codec = shareLeavesCodec(n);
  /** The liar's leaves, changed, under the root that it signed or under one that fits. */
  const leaves = (change: (all: readonly ShareLeaf[]) => ShareLeaf[], fits: boolean): Message => {
    const changed = change(fromBytes(codec, sent('share').attachment!, 99999, 'leaves'));
    const attachment = toBytes(codec, changed);
    const root = merkleRoot(
      SHARE_TREE,
      changed.map((leaf, i) => shareLeafDigest(i, leaf)),
    );
    const message = resigned(session, liar, pairwiseShareCodec, sent('share'), (body) =>
      fits ? { ...body, schemeBody: { ...body.schemeBody, root } } : body,
    );
    return { ...message, attachment };
  };
  const firstBox = (all: readonly ShareLeaf[], box: Uint8Array): ShareLeaf[] =>
    all.map((leaf, i) => (i === 0 ? { ...leaf, box } : leaf));
  const cases: readonly [string, () => Message, string][] = [
    [
      'a box that is not under the root',
      () => leaves((all) => firstBox(all, flipped(all[0]!.box, 0)), false),
      'share-root',
    ],
    ['boxes in another order', () => leaves((all) => [...all].reverse(), false), 'share-root'],
    [
      'fewer boxes than there are recipients',
      () => leaves((all) => all.slice(1), true),
      'share-root',
    ],
    [
      'more boxes than there are recipients',
      () => leaves((all) => [...all, all[0]!], true),
      'share-root',
    ],
    ['no boxes', () => leaves(() => [], true), 'share-root'],
    [
      'a box that is longer than a box',
      () => leaves((all) => firstBox(all, new Uint8Array(81)), true),
      'well-formed',
    ],
  ];
  it.each(cases)('%s', async (_, message, code) => {
    await refused('share', message(), { code });
  });
});

describe('Commit: the coordinator refuses', () => {
  const parts = (): CommitAttachment => splitAttachment(session, sent('commit').attachment!);
  /** Other commitments beside the same envelope: their digest stands in the liar's Share. */
  const commitments = (change: (bytes: Uint8Array) => Uint8Array): Message => ({
    ...sent('commit'),
    attachment: joinAttachment({ ...parts(), commitments: change(parts().commitments.slice()) }),
  });
  const payload = (changed: Uint8Array): Message => ({
    ...resigned(session, liar, codecOf('commit', session), sent('commit'), (body) => ({
      ...body,
      payloadDigest: sha256(changed),
    })),
    attachment: joinAttachment({ ...parts(), payload: changed }),
  });
  const withElement = (bytes: Uint8Array, element: Uint8Array): Uint8Array => {
    const changed = bytes.slice();
    changed.set(element, 0);
    return changed;
  };
  const own = (): Uint8Array => parts().payload;
  const cases: readonly [string, () => Message, object][] = [
    [
      // Nobody signed them as they are: whoever carried them may have changed them.
      'other commitments than its Share fixed',
      () => commitments((bytes) => flipped(bytes, 0)),
      { code: 'commitment-fixed' },
    ],
    [
      'another client’s commitments',
      () => commitments(() => splitAttachment(session, sent('commit', 0).attachment!).commitments),
      { code: 'commitment-fixed' },
    ],
    [
      'fewer rows than the session has',
      () => commitments((bytes) => bytes.slice(64)),
      { code: 'commitment-fixed' },
    ],
    [
      // This coordinator could have sent that list to it: nothing shows that it did not.
      'an answer to a Share list that nobody sent',
      () =>
        resigned(session, liar, codecOf('commit', session), sent('commit'), (body) => ({
          ...body,
          transcriptHash: seedOf('another transcript hash'),
        })),
      { code: 'client-transcript' },
    ],
    [
      'another payload than was signed',
      () => ({
        ...sent('commit'),
        attachment: flipped(sent('commit').attachment!, 4 + session.commitmentBytes),
      }),
      { code: 'payload-digest' },
    ],
    [
      'an element that is not reduced',
      () => payload(withElement(own(), littleEndian(FIELD_ORDER))),
      { code: 'payload-canonical', culprit: LIAR },
    ],
    [
      'a payload that is too long',
      () => payload(new Uint8Array(own().length + 32)),
      { code: 'payload-canonical', culprit: LIAR },
    ],
    [
      'a payload of half an element',
      () => payload(own().slice(0, -16)),
      { code: 'payload-canonical', culprit: LIAR },
    ],
    [
      'an empty payload',
      () => payload(new Uint8Array(0)),
      { code: 'payload-canonical', culprit: LIAR },
    ],
  ];
  it.each(cases)('%s', async (_, message, expected) => {
    const changed = message();
    const { code } = expected as { readonly code: string };
    const shown = code === 'payload-canonical' && { evidence: [changed.envelope] };
    await refused('commit', changed, { ...shown, ...expected });
  });

  it('and shows a payload as it was, whatever becomes of the message’s buffer', async () => {
    const message = payload(new Uint8Array(own().length + 32).fill(7));
    const rejection = await (await waiting('commit')).receive(message);
    message.attachment!.fill(0);
    expect(rejection).toMatchObject({ attachment: new Uint8Array(own().length + 32).fill(7) });
  });

  it.each([
    ['a point off the curve', (bytes: Uint8Array) => flipped(bytes, 0)],
    [
      'a coordinate that is not reduced',
      (bytes: Uint8Array) => withElement(bytes, littleEndian(BASE_FIELD_ORDER)),
    ],
  ])('%s that the Share fixed, and shows both', async (_, change) => {
    const fixed = change(parts().commitments.slice());
    const { state } = openAs(setup);
    for (const message of run.sent.advertise.values()) await state.receive(message);
    await state.close();
    const ownShare = resigned(session, liar, codecOf('share', session), sent('share'), (body) => ({
      ...body,
      commitmentDigest: commitmentDigest(session.digest, LIAR as ClientId, fixed),
    }));
    for (const [client, message] of run.sent.share) {
      await state.receive(
        client === LIAR ? { ...ownShare, attachment: message.attachment } : message,
      );
    }
    const step = await state.close();
    if (step.kind !== 'send') throw new Error(step.kind);
    const transcriptHash = extendTranscript(
      bodyOf(codecOf('share', session), ownShare).transcriptHash,
      step.messages[0]!.message.envelope,
    );
    const head = resigned(session, liar, codecOf('commit', session), sent('commit'), (body) => ({
      ...body,
      transcriptHash,
    }));
    const attachment = joinAttachment({ ...parts(), commitments: fixed });
    const receipt = await state.receive({ ...head, attachment });
    expect(receipt).toMatchObject({
      code: 'commitments',
      culprit: LIAR,
      evidence: [ownShare.envelope],
      attachment: fixed,
    });
    const file = evidenceOf(session, receipt as Rejection)!;
    expect(await verifyEvidence(file, { roster }, kernel)).toMatchObject({
      misbehaviour: 'broken-commitment',
      culprit: LIAR,
    });
  });
});

describe('whoever was not in the phase before', () => {
  it('is refused and named, without evidence: another coordinator could have listed it', async () => {
    const body = openEnvelope(sent('share').envelope, 999).body;
    const envelope = sealEnvelope(identities[4]!, session.digest, 'share', 4, body);
    const collecting = await coordinatorAt(setup, run, 'share');
    const receipt = await collecting.receive({ envelope });
    expect(receipt).toMatchObject({ kind: 'rejection', code: 'subset', culprit: 4 });
    expect(receipt).not.toHaveProperty('evidence');
  });
});

describe('whoever answers a request for shares, though its Confirm was lost', () => {
  it('is refused, and not named: the network may have done both', async () => {
    const four = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });
    const played = await exchange(four);
    const collecting = await coordinatorAt(four, played, 'confirm');
    for (const client of [0, 1, 2]) await collecting.receive(played.sent.confirm.get(client)!);
    await collecting.close();
    const receipt = await collecting.receive(played.sent.unmask.get(3)!);
    expect(receipt).toMatchObject({ kind: 'rejection', code: 'subset' });
    expect(receipt).not.toMatchObject({ culprit: 3 });
  });
});

describe('Confirm: the coordinator refuses', () => {
  it.each(['root', 'transcriptHash'] as const)('a signature over another %s', async (which) => {
    const message = resigned(session, liar, confirmCodec, sent('confirm'), (body) => ({
      ...body,
      [which]: seedOf('another'),
    }));
    await refused('confirm', message, { code: 'confirmed-root', culprit: LIAR });
  });
});

describe('Unmask: the coordinator refuses', () => {
  type Change = (shares: readonly RevealedShare[]) => readonly RevealedShare[];
  const answer = (change: Change): Message =>
    resigned(session, liar, maskingUnmaskCodec(n), sent('unmask'), (body) => ({
      ...body,
      schemeBody: change(body.schemeBody),
    }));
  const first = (all: readonly RevealedShare[], changes: Partial<RevealedShare>): RevealedShare[] =>
    all.map((share, i) => (i === 0 ? { ...share, ...changes } : share));
  const BOTH = 'both shares of one client';
  const TWICE = 'a share twice, in the place of another’s';
  const cases: readonly [string, Change, string][] = [
    ['an answer without a share that was asked for', (all) => all.slice(1), 'answer-exact'],
    ['an answer with a share more', (all) => [...all, { ...all[0]!, client: 4 }], 'answer-exact'],
    [
      BOTH,
      (all) => [all[0]!, { ...all[0]!, kind: 'mask-secret' }, ...all.slice(1)],
      'answer-exact',
    ],
    ['a share of the other kind', (all) => first(all, { kind: 'mask-secret' }), 'answer-exact'],
    ['shares in another order', (all) => [...all].reverse(), 'answer-exact'],
    [
      'two shares of one kind in each other’s place',
      (all) => [all[1]!, all[0]!, ...all.slice(2)],
      'answer-exact',
    ],
    [TWICE, (all) => [all[0]!, all[0]!, ...all.slice(2)], 'answer-exact'],
    [
      'a share that is no scalar',
      (all) => first(all, { share: littleEndian(SCALAR_ORDER) }),
      'share-matches',
    ],
  ];
  it.each(cases)('%s', async (name, change, code) => {
    const message = answer(change);
    // Another share is shown to be another by what the holder had accepted, too.
    const lists = [run.received.commit.get(LIAR)!, run.received.share.get(LIAR)!];
    const accepted = [message, sent('commit'), ...lists].map(({ envelope }) => envelope);
    const twice = [BOTH, TWICE].includes(name) ? [message.envelope] : undefined;
    const evidence = code === 'share-matches' ? accepted : twice;
    await refused('unmask', message, { code, culprit: LIAR, evidence });
  });
});

describe('a dealer that shares another secret than it stands by is left out as Share closes', () => {
  const DEALER = 2;
  const leftOut = async (actor: Actor): Promise<void> => {
    const { end, rejections, aborts, excluded } = await exchange(setup, {
      drops: { [DEALER]: 'commit' },
      actors: { [DEALER]: actor },
    });
    expect(rejections).toEqual([]);
    expect(aborts.size).toBe(0);
    expect(end).toMatchObject({ kind: 'finish' });
    expect(excluded).toMatchObject([
      { code: 'share-polynomial', culprit: DEALER, message: A_SENTENCE },
    ]);
    const judged = await verifyEvidence(evidenceOf(session, excluded[0]!)!, { roster }, kernel);
    expect(judged).toMatchObject({ misbehaviour: 'broken-sharing', culprit: DEALER });
  };

  it.each([12345n, 0n])('its mask secret: the shares are of %d', async (dealt) => {
    let state: Advertised;
    await leftOut(async (phase, received) => {
      if (phase === 'advertise') {
        const first = advertiseAs(setup, DEALER, received);
        const contents = first.state.take();
        const secret = Secret.of(scalarToBytes(dealt));
        const { publicKey } = maskKeysIn(contents);
        const schemeKeys = new PairwiseClientKeys({ publicKey, secret });
        state = new OneShot('advertised', { ...contents, schemeKeys });
        return first.output;
      }
      return advanced(await share(state, broadcastIn(received))).output;
    });
  });

  it('its seed: it signed the point of another', async () => {
    let advertised: Advertised;
    await leftOut(async (phase, received) => {
      if (phase === 'advertise') {
        const { state, output } = advertiseAs(setup, DEALER, received);
        advertised = state;
        return output;
      }
      const { output } = advanced(await share(advertised, broadcastIn(received)));
      const [seedPoint] = pointsOf(kernel, [7n]);
      return resigned(session, liar, pairwiseShareCodec, output, (body) => ({
        ...body,
        schemeBody: { ...body.schemeBody, seedPoint: seedPoint! },
      }));
    });
  });
});

describe('what carries a message may have changed its attachment: nobody is blamed for', () => {
  const reversedLeaves = (): Uint8Array => {
    const codec = shareLeavesCodec(n);
    return toBytes(codec, fromBytes(codec, sent('share').attachment!, 9999, 'leaves').toReversed());
  };
  const cases: readonly ['share' | 'commit', string, () => Uint8Array][] = [
    ['share', 'share-root', reversedLeaves],
    ['share', 'well-formed', () => seedOf('garbage')],
    ['commit', 'commitment-fixed', () => flipped(sent('commit').attachment!, 5)],
    [
      'commit',
      'payload-digest',
      () => flipped(sent('commit').attachment!, session.commitmentBytes + 5),
    ],
  ];
  it.each(cases)('%s: %s', async (phase, code, attachment) => {
    const one = await waiting(phase);
    const rejection = await one.receive({ ...sent(phase), attachment: attachment() });
    expect(rejection).toMatchObject({ kind: 'rejection', code });
    if (rejection.kind !== 'rejection') return;
    expect(rejection.culprit).toBeUndefined();
    expect(rejection.evidence ?? []).toEqual([]);
  });
});
