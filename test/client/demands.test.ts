import { provesLogarithm } from '../../src/crypto/logarithmProof.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { accusationClaim, readAccusations } from '../../src/messages/accusations.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import {
  maskingUnmaskCodec,
  deliveriesCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec, pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { pointsOf } from '../../src/schemes/masking/secrets.ts';
import { scalarFromBytes } from '../../src/crypto/scalar.ts';
import { type ClientPhase, codecOf } from '../../src/messages/table.ts';
import { keysIn, pairwiseUnmaskingCodec } from '../support/pairwise.ts';
import { describe, expect, it } from 'vitest';
import { sealBox } from '../../src/crypto/box.ts';

import type { ClientId } from '../../src/session/party.ts';
import { agreeIn, shareBoxKey } from '../../src/session/secrets.ts';
import { confirmCodec } from '../../src/messages/confirm.ts';
import {
  type CollectedBody,
  type IncludedBody,
  includedCodec,
  type UnmaskingBody,
} from '../../src/messages/broadcasts.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../src/wire/transcript.ts';
import { merkleTree } from '../../src/wire/merkle.ts';
import { advertiseAs, clientBefore, exchange, type Exchange, joinAs } from '../support/exchange.ts';
import { identity, kernel, seedOf, testSession } from '../support/federation.ts';
import { bodyOf, flipped, fromCoordinator, resigned, retold } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';

/** Client 3 deals its shares and then falls silent; client 4 says nothing after its keys. */
const setup = testSession(5, {
  threshold: 3,
  maxCorrupt: 0,
  maxDropouts: 2,
  length: 2,
  rowLength: 2,
});
const { session, identities } = setup;
const n = identities.length;
const SELF = 1;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 3: 'commit', 4: 'share' } });
});

const sent = (phase: ClientPhase, client: number): Message => run.sent[phase].get(client)!;
const received = (phase: ClientPhase): Message => run.received[phase].get(SELF)!;

/** What a client makes of the message that opens a phase, told in another way by the coordinator that signs it. */
async function outcome(
  phase: Exclude<ClientPhase, 'advertise'>,
  message: Message,
): Promise<object> {
  const client = await clientBefore(setup, run, SELF, phase);
  const step = await client.receive(message);
  if (step.kind === 'send') throw new Error('expected the message to fail a check');
  expect(client.phase).toBe('aborted');
  expect(step.message).toMatch(/.{10}/);
  return step;
}

/** An abort, with the culprit where one is certain. */
function abortOf(code: string, culprit?: number | 'coordinator'): object {
  return culprit === undefined ? { kind: 'abort', code } : { kind: 'abort', code, culprit };
}

/** The network may have lost the message: nobody is named. */
const LEFT_OUT = { ...abortOf('own-entry'), culprit: undefined };
/** Of two clients with one key nobody is named: either may have copied it. */
const EITHER_COPIED = { ...abortOf('keys-distinct'), culprit: undefined };

function without<T>(list: readonly T[], ...positions: number[]): T[] {
  return list.filter((_, i) => !positions.includes(i));
}

function withAt<T>(list: readonly T[], position: number, value: T): T[] {
  return list.map((item, i) => (i === position ? value : item));
}

type Keys = ReturnType<typeof keysIn>;
type Unmasking = UnmaskingBody<readonly number[]>;

describe('phase 1: the Advertise list must', () => {
  type Change = (envelopes: readonly Uint8Array[]) => readonly Uint8Array[];
  const advertised = (change: Change): Message =>
    retold(
      session,
      'advertised',
      codecOf('advertised', session),
      received('share'),
      (body: CollectedBody) => ({
        ...body,
        envelopes: change(body.envelopes),
      }),
    );

  /** The keys of client 2, changed and signed by it. */
  const keysOf2 =
    (change: (keys: Keys) => Partial<Keys>): Change =>
    (all) => {
      const changed = resigned(
        session,
        identities[2]!,
        pairwiseAdvertiseCodec,
        sent('advertise', 2),
        ({ schemeKeys: { maskKey }, boxKey, nonce, possession }) => {
          const keys = { maskKey, boxKey, ...change({ maskKey, boxKey }) };
          const { maskKey: changed, boxKey: box } = keys;
          return { schemeKeys: { maskKey: changed }, boxKey: box, nonce, possession };
        },
      );
      return withAt(all, 2, changed.envelope);
    };
  const keys = (client: number): Keys => keysIn(sent('advertise', client));

  const cases: readonly [string, () => Change, object][] = [
    ['hold t entries', () => (all) => without(all, 2, 3, 4), abortOf('quorum-present')],
    ['hold this client', () => (all) => without(all, SELF), LEFT_OUT],
    [
      'hold this client’s own keys',
      () => (all) => {
        const other = resigned(
          session,
          identities[SELF]!,
          codecOf('advertise', session),
          sent('advertise', SELF),
          (b) => ({
            ...b,
            nonce: seedOf('another nonce'),
          }),
        );
        return withAt(all, SELF, other.envelope);
      },
      abortOf('own-entry', 'coordinator'),
    ],
    ['name each client once', () => (all) => withAt(all, 3, all[2]!), abortOf('senders-distinct')],
    ['be in order', () => (all) => [...all].reverse(), abortOf('senders-distinct')],
    [
      'have at most n entries',
      () => () => new Array<Uint8Array>(n + 1).fill(new Uint8Array(1)),
      abortOf('well-formed', 'coordinator'),
    ],
    [
      'be signed by each',
      () => (all) =>
        withAt(
          all,
          2,
          sealEnvelope(
            identity('mallory'),
            session.digest,
            'advertise',
            2,
            openEnvelope(all[2]!, 9999).body,
          ),
        ),
      abortOf('client-signature'),
    ],
    [
      'be signed for this session',
      () => (all) =>
        withAt(
          all,
          2,
          sealEnvelope(
            identities[2]!,
            seedOf('other'),
            'advertise',
            2,
            openEnvelope(all[2]!, 9999).body,
          ),
        ),
      abortOf('session-bound'),
    ],
    [
      'be signed for this phase',
      () => (all) => withAt(all, 2, sent('confirm', 2).envelope),
      abortOf('phase-bound'),
    ],
    [
      'name clients of the roster',
      () => (all) =>
        withAt(
          all,
          4,
          sealEnvelope(
            identity('mallory'),
            session.digest,
            'advertise',
            n,
            openEnvelope(all[4]!, 9999).body,
          ),
        ),
      abortOf('well-formed'),
    ],
    [
      'hold keys of the group',
      () => keysOf2(() => ({ maskKey: seedOf('no key').fill(255) })),
      abortOf('agreement-keys', 2),
    ],
    [
      'hold no identity for a key',
      () => keysOf2(() => ({ boxKey: new Uint8Array(32) })),
      abortOf('agreement-keys', 2),
    ],
    ['repeat no mask key', () => keysOf2(() => ({ maskKey: keys(0).maskKey })), EITHER_COPIED],
    [
      'repeat no key in another role',
      () => keysOf2(() => ({ boxKey: keys(0).maskKey })),
      EITHER_COPIED,
    ],
    [
      'repeat no key within an entry',
      () => keysOf2((b) => ({ boxKey: b.maskKey })),
      abortOf('keys-distinct', 2),
    ],
  ];
  it.each(cases)('%s', async (_, change, expected) => {
    expect(await outcome('share', advertised(change()))).toMatchObject(expected);
  });

  it('continue the invitation that this client had', async () => {
    const other = retold(
      session,
      'advertised',
      codecOf('advertised', session),
      received('share'),
      (body) => ({
        ...body,
        transcriptHash: seedOf('another invitation'),
      }),
    );
    expect(await outcome('share', other)).toMatchObject(abortOf('transcript', 'coordinator'));
  });
});

describe('phase 2: the Share list and the boxes beside it must', () => {
  type Change = (envelopes: readonly Uint8Array[]) => readonly Uint8Array[];
  const shared = (change: Change): Message =>
    retold(
      session,
      'shared',
      codecOf('shared', session),
      received('commit'),
      (body: CollectedBody) => ({
        ...body,
        envelopes: change(body.envelopes),
      }),
    );
  const cases: readonly [string, () => Change, object][] = [
    ['hold t dealers', () => (all) => without(all, 2, 3), abortOf('quorum-present')],
    ['hold this client', () => (all) => without(all, SELF), LEFT_OUT],
    ['name each dealer once', () => (all) => withAt(all, 3, all[2]!), abortOf('senders-distinct')],
    [
      'be signed for this phase',
      () => (all) => withAt(all, 2, sent('confirm', 2).envelope),
      abortOf('phase-bound'),
    ],
    [
      'hold Shares that answer the list of keys that this client answered',
      () => (all) => {
        const codec = codecOf('share', session);
        const other = resigned(session, identities[2]!, codec, sent('share', 2), (body) => ({
          ...body,
          transcriptHash: seedOf('another list of keys'),
        }));
        return withAt(all, 2, other.envelope);
      },
      abortOf('transcript', 'coordinator'),
    ],
    [
      'be signed by each',
      () => (all) => withAt(all, 2, flipped(all[2]!, -1)),
      abortOf('client-signature'),
    ],
  ];
  it.each(cases)('%s', async (_, change, expected) => {
    expect(await outcome('commit', shared(change()))).toMatchObject(expected);
  });

  it('name nobody who did not advertise keys', async () => {
    const { state } = await joinAs(setup, SELF, run.invitation);
    const four = retold(
      session,
      'advertised',
      codecOf('advertised', session),
      received('share'),
      (body) => ({
        ...body,
        envelopes: body.envelopes.slice(0, 4),
      }),
    );
    const own = await state.receive(four);
    if (own.kind !== 'send') throw new Error(own.message);
    const stranger = openEnvelope(sent('share', 0).envelope, 9999).body;
    const envelopes = [
      ...[sent('share', 0), own.message, sent('share', 2), sent('share', 3)].map((m) => m.envelope),
      sealEnvelope(identities[4]!, session.digest, 'share', 4, stranger),
    ];
    const transcriptHash = extendTranscript(
      extendTranscript(undefined, run.invitation.envelope),
      four.envelope,
    );
    const body = toBytes(codecOf('shared', session), { transcriptHash, envelopes });
    const step = await state.receive({ envelope: fromCoordinator(session, 'shared', body) });
    expect(step).toMatchObject(abortOf('subset', 'coordinator'));
  });

  /** What lies beside the message, changed; nobody signs it. */
  const delivered = (
    change: (leaves: { leaf: ShareLeaf; path: readonly Uint8Array[] }[]) => object,
  ): Message => {
    const message = received('commit');
    const deliveries = fromBytes(deliveriesCodec(n), message.attachment!, 99999, 'deliveries');
    const changed = change(deliveries.map((delivery) => ({ ...delivery })));
    return { ...message, attachment: toBytes(deliveriesCodec(n), changed as typeof deliveries) };
  };
  const attachments: readonly [string, () => Message, object][] = [
    ['be there', () => ({ envelope: received('commit').envelope }), abortOf('well-formed')],
    [
      'be well formed',
      () => ({ ...received('commit'), attachment: seedOf('garbage') }),
      abortOf('well-formed'),
    ],
    [
      'hold a box from each dealer',
      () => delivered((all) => all.slice(0, -1)),
      abortOf('share-root'),
    ],
    [
      'hold no box more than there are dealers',
      () => delivered((all) => [...all, all[0]!]),
      abortOf('share-root'),
    ],
    [
      'hold each box in its dealer’s place',
      () => delivered((all) => [all[2]!, all[1]!, all[0]!, all[3]!]),
      abortOf('share-root'),
    ],
    [
      'hold the boxes for this client, and not another’s',
      () => ({ ...received('commit'), attachment: run.received.commit.get(0)!.attachment }),
      abortOf('share-root'),
    ],
    [
      'hold each box unchanged',
      () =>
        delivered((all) =>
          withAt(all, 0, {
            ...all[0]!,
            leaf: { ...all[0]!.leaf, box: flipped(all[0]!.leaf.box, 40) },
          }),
        ),
      abortOf('share-root'),
    ],
    [
      'hold each path whole',
      () => delivered((all) => withAt(all, 0, { ...all[0]!, path: all[0]!.path.slice(1) })),
      abortOf('share-root'),
    ],
  ];
  it.each(attachments)('%s', async (_, message, expected) => {
    const step = await outcome('commit', message());
    expect(step).toMatchObject(expected);
    // Nobody signed what lies beside the envelope.
    expect(step).not.toHaveProperty('culprit', 'coordinator');
  });

  /** Dealer 2 signs a root over a leaf for this client that it should not have dealt. */
  const dealtBy2 = (change: (leaf: ShareLeaf) => ShareLeaf): Message => {
    const codec = shareLeavesCodec(n);
    const leaves = fromBytes(codec, sent('share', 2).attachment!, 99999, 'leaves').map((leaf, i) =>
      i === SELF ? change(leaf) : leaf,
    );
    const digests = leaves.map((leaf, i) => shareLeafDigest(i, leaf));
    const tree = merkleTree(SHARE_TREE, digests);
    const dealt = resigned(
      session,
      identities[2]!,
      pairwiseShareCodec,
      sent('share', 2),
      (body) => ({
        ...body,
        schemeBody: { ...body.schemeBody, root: tree.root },
      }),
    );
    const list = shared((all) => withAt(all, 2, dealt.envelope));
    const delivery = { leaf: leaves[SELF]!, path: merkleTree('share', digests).paths[SELF]! };
    return { ...list, attachment: delivered((all) => withAt(all, 2, delivery)).attachment };
  };
  /** What dealer 2 seals for this client, under the key of the two. */
  const sealedBy2 = (plaintext: Uint8Array): Uint8Array => {
    const { boxKeys } = advertiseAs(setup, 2, run.invitation).state.take();
    const began = extendTranscript(undefined, run.invitation.envelope);
    const transcriptHash = extendTranscript(began, received('share').envelope);
    const keys = { kernel, session: session.digest, transcriptHash };
    const { boxKey } = keysIn(sent('advertise', SELF));
    const agreed = agreeIn(keys, boxKeys.secret, boxKey);
    return sealBox(shareBoxKey(keys, agreed, 2 as ClientId, SELF as ClientId), plaintext);
  };
  const faults: readonly [string, (leaf: ShareLeaf) => ShareLeaf][] = [
    ['a box that does not open', (leaf) => ({ ...leaf, box: flipped(leaf.box, 40) })],
    ['a box shorter than a box', (leaf) => ({ ...leaf, box: leaf.box.slice(0, 20) })],
    ['a box with half of it', (leaf) => ({ ...leaf, box: sealedBy2(new Uint8Array(32)) })],
    ['no scalars', (leaf) => ({ ...leaf, box: sealedBy2(new Uint8Array(64).fill(255)) })],
    ['another point of the mask share', (leaf) => ({ ...leaf, maskPoint: seedOf('another') })],
    ['another point of the seed share', (leaf) => ({ ...leaf, seedPoint: seedOf('another') })],
  ];
  it.each(faults)('go on without a dealer with %s, and accuse it', async (_, change) => {
    const client = await clientBefore(setup, run, SELF, 'commit');
    const step = await client.receive(dealtBy2(change));
    if (step.kind !== 'send') throw new Error('expected a Commit');
    const { accusations } = splitAttachment(session, step.message.attachment!);
    expect(bodyOf(codecOf('commit', session), step.message).accusationsDigest).toEqual(
      sha256(accusations),
    );
    const [accusation, ...more] = readAccusations(n, accusations);
    expect(more).toEqual([]);
    expect(accusation).toMatchObject({ dealer: 2 });
    const [own, theirs] = [SELF, 2].map((client) => keysIn(sent('advertise', client)).boxKey);
    const claim = accusationClaim(session, SELF, accusation!, own!, theirs!);
    expect(await provesLogarithm(kernel, claim, accusation!.proof)).toBe(true);
  });

  it('accuse nobody where all is right', () => {
    const { accusations } = splitAttachment(session, sent('commit', SELF).attachment!);
    expect(accusations).toHaveLength(0);
  });
});

describe('phase 3: the included list must', () => {
  type Entries = IncludedBody['included'];
  const included = (change: (entries: Entries) => Entries): Message =>
    retold(session, 'included', includedCodec(n), received('confirm'), (body: IncludedBody) => ({
      ...body,
      included: change(body.included),
    }));
  const digest = seedOf('a commitment');
  const cases: readonly [string, (entries: Entries) => Entries, object][] = [
    ['hold t clients', (all) => all.slice(0, 2), abortOf('quorum-present')],
    [
      'hold this client',
      (all) => [all[0]!, all[2]!, { client: 3, commitDigest: digest }],
      LEFT_OUT,
    ],
    [
      'hold this client’s own commitment',
      (all) => withAt(all, 1, { client: 1, commitDigest: digest }),
      abortOf('own-entry', 'coordinator'),
    ],
    ['name each client once', (all) => [...all, all[2]!], abortOf('senders-distinct')],
    ['be in order', (all) => [...all].reverse(), abortOf('senders-distinct')],
    [
      'name nobody who dealt no shares',
      (all) => [...all, { client: 4, commitDigest: digest }],
      abortOf('subset', 'coordinator'),
    ],
  ];
  it.each(cases)('%s', async (_, change, expected) => {
    expect(await outcome('confirm', included(change))).toMatchObject(expected);
  });
});

describe('phase 4: what asks for shares must', () => {
  const unmasking = (change: (body: Unmasking) => Partial<Unmasking>): Message =>
    retold(
      session,
      'unmasking',
      pairwiseUnmaskingCodec(session),
      received('unmask'),
      (body: Unmasking) => ({
        ...body,
        ...change(body),
      }),
    );
  /** A Confirm that its own client signed, over another set. */
  const overAnotherSet = (client: number): Uint8Array =>
    resigned(session, identities[client]!, confirmCodec, sent('confirm', client), (body) => ({
      ...body,
      root: seedOf('another set'),
    })).envelope;
  /** The body of a Confirm, signed as that of another type. */
  const asCommit = (confirm: Uint8Array): Uint8Array =>
    sealEnvelope(identities[0]!, session.digest, 'commit', 0, openEnvelope(confirm, 999).body);
  /** A Confirm over the right set, by a client that is not in it. */
  const byAnOutsider = (): Uint8Array =>
    sealEnvelope(
      identities[3]!,
      session.digest,
      'confirm',
      3,
      openEnvelope(sent('confirm', 0).envelope, 999).body,
    );

  const cases: readonly [string, (body: Unmasking) => Partial<Unmasking>, object][] = [
    [
      'show t signatures',
      ({ confirms }) => ({ confirms: confirms.slice(1) }),
      abortOf('confirm-quorum', 'coordinator'),
    ],
    [
      'show signatures over the very set that this client signed',
      ({ confirms }) => ({ confirms: withAt(confirms, 0, overAnotherSet(0)) }),
      abortOf('confirm-quorum', 'coordinator'),
    ],
    [
      'count included clients only',
      ({ confirms }) => ({ confirms: [...confirms.slice(1), byAnOutsider()] }),
      abortOf('confirm-quorum', 'coordinator'),
    ],
    [
      'count each client once',
      ({ confirms }) => ({ confirms: [confirms[0]!, confirms[0]!, confirms[2]!] }),
      abortOf('senders-distinct'),
    ],
    [
      'show signatures that verify',
      ({ confirms }) => ({ confirms: withAt(confirms, 2, flipped(confirms[2]!, -1)) }),
      abortOf('client-signature'),
    ],
    [
      'show Confirm signatures',
      ({ confirms }) => ({ confirms: withAt(confirms, 0, asCommit(confirms[0]!)) }),
      abortOf('phase-bound'),
    ],
    [
      'name no included client as dropped',
      () => ({ schemeRequest: [0, 3] }),
      abortOf('unmask-disjoint', 'coordinator'),
    ],
    [
      'not name this client itself',
      () => ({ schemeRequest: [SELF] }),
      abortOf('unmask-disjoint', 'coordinator'),
    ],
    [
      'name nobody who dealt no shares',
      () => ({ schemeRequest: [3, 4] }),
      abortOf('subset', 'coordinator'),
    ],
    [
      'name each dropped client once',
      () => ({ schemeRequest: [3, 3] }),
      abortOf('senders-distinct'),
    ],
    [
      'continue the included list',
      () => ({ transcriptHash: seedOf('another list') }),
      abortOf('transcript', 'coordinator'),
    ],
  ];
  it.each(cases)('%s', async (_, change, expected) => {
    expect(await outcome('unmask', unmasking(change))).toMatchObject(expected);
  });

  it('may name fewer as dropped: the answer then holds fewer shares, and still none of a second kind', async () => {
    const step = await (
      await clientBefore(setup, run, SELF, 'unmask')
    ).receive(unmasking(() => ({ schemeRequest: [] })));
    if (step.kind !== 'send') throw new Error(step.message);
    const { schemeBody: shares } = bodyOf(maskingUnmaskCodec(n), step.message);
    expect(shares.map(({ client, kind }) => [client, kind])).toEqual(
      [0, 1, 2].map((client) => [client, 'self-mask-seed']),
    );
  });

  it('is answered with the very share that was dealt of each client, and never with both kinds of one', async () => {
    const client = await clientBefore(setup, run, SELF, 'unmask');
    const step = await client.receive(received('unmask'));
    if (step.kind !== 'send') throw new Error(step.message);
    const { schemeBody: shares } = bodyOf(maskingUnmaskCodec(n), step.message);
    expect(shares.map(({ client: dealer, kind }) => [dealer, kind])).toEqual([
      [0, 'self-mask-seed'],
      [1, 'self-mask-seed'],
      [2, 'self-mask-seed'],
      [3, 'mask-secret'],
    ]);
    for (const { client: dealer, kind, share } of shares) {
      const dealt = fromBytes(
        shareLeavesCodec(n),
        sent('share', dealer).attachment!,
        99999,
        'leaves',
      )[SELF]!;
      expect(pointsOf(kernel, [scalarFromBytes(share)!])).toEqual([
        kind === 'mask-secret' ? dealt.maskPoint : dealt.seedPoint,
      ]);
    }
  });
});
