/**
 * A holder that reveals another share than it had accepted: what it takes to show that, and what leaves an honest holder
 * unharmed where others lie about what it was dealt.
 */
import {
  maskingUnmaskCodec,
  requestCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../../src/schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../../src/schemes/pairwise/messages.ts';
import { type HeldLeaf, heldLeafCodec } from '../../../src/schemes/masking/heldLeaf.ts';
import { describe, expect, it } from 'vitest';
import { scalarToBytes } from '../../../src/crypto/scalar.ts';
import { verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import type { CollectedBody } from '../../../src/messages/broadcasts.ts';
import { codecOf } from '../../../src/messages/table.ts';
import { fromBytes, toBytes } from '../../../src/wire/codec.ts';
import { openEnvelope } from '../../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import { merkleTree } from '../../../src/wire/merkle.ts';
import { exchange, type Exchange } from '../../support/exchange.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';
import { bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';

const setup = testSession(5, { threshold: 4, maxCorrupt: 1, maxDropouts: 1 });
const { session, roster, identities } = setup;
const n = identities.length;
const [HOLDER, DEALER, DROPPED] = [2, 1, 4];
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { [DROPPED]: 'commit' } });
});

const UNFOLLOWED = {
  kind: 'not-proven',
  code: 'evidence-transcript',
  reason: 'advertised, shared: not the broadcasts that the accused’s own message answers',
};
const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const GUILTY = { kind: 'proven', misbehaviour: 'wrong-share', culprit: HOLDER };

const lists = codecOf('shared', session);
const keyLists = codecOf('advertised', session);
const senders = ({ envelopes }: CollectedBody): number[] =>
  envelopes.map((bytes) => openEnvelope(bytes, bytes.length).sender);

/** What an honest coordinator shows of the holder's share of a dealer. */
interface Shown {
  readonly answer: Uint8Array;
  readonly commit: Uint8Array;
  readonly shared: Uint8Array;
  readonly advertised: Uint8Array;
  readonly dealt: HeldLeaf;
}

/** The dealer's leaf for somebody, with its path, as the dealer signed them. */
function dealtTo(recipient: number, dealer = DEALER): HeldLeaf {
  const attachment = run.sent.share.get(dealer)!.attachment!;
  const leaves = fromBytes(shareLeavesCodec(n), attachment, attachment.length, 'leaves');
  const tree = merkleTree(
    SHARE_TREE,
    leaves.map((leaf, to) => shareLeafDigest(to, leaf)),
  );
  return { dealer, leaf: leaves[recipient]!, path: tree.paths[recipient]! };
}

const own = (): Shown => ({
  answer: run.sent.unmask.get(HOLDER)!.envelope,
  commit: run.sent.commit.get(HOLDER)!.envelope,
  shared: run.received.commit.get(HOLDER)!.envelope,
  advertised: run.received.share.get(HOLDER)!.envelope,
  dealt: dealtTo(HOLDER),
});

/** The holder's answer with another share of a dealer, as it would sign it. */
const lying = (dealer = DEALER): Uint8Array =>
  resigned(
    session,
    identities[HOLDER]!,
    maskingUnmaskCodec(n),
    run.sent.unmask.get(HOLDER)!,
    (body) => ({
      ...body,
      schemeBody: body.schemeBody.map((one) =>
        one.client === dealer ? { ...one, share: scalarToBytes(9n) } : one,
      ),
    }),
  ).envelope;

function judgedFile(
  envelopes: readonly Uint8Array[],
  attachment: Uint8Array,
): Promise<EvidenceVerdict> {
  const culprit = 'coordinator';
  const bytes = evidenceOf(session, { message: '', culprit, evidence: envelopes, attachment });
  return verifyEvidence(bytes!, { roster }, kernel);
}

const leafBytes = (leaf: HeldLeaf): Uint8Array => toBytes(heldLeafCodec(n), leaf);

/** What is made of all that is shown, with some of it changed. */
function judged(changes: Partial<Shown> = {}): Promise<EvidenceVerdict> {
  const { answer, commit, shared, advertised, dealt } = { ...own(), ...changes };
  return judgedFile([answer, commit, shared, advertised], leafBytes(dealt));
}

describe('a holder', () => {
  it('is guilty of a share that is not the one it was dealt, of either kind', async () => {
    expect(await judged({ answer: lying() })).toMatchObject({
      ...GUILTY,
      detail: `its share of the self-mask-seed of client ${DEALER} has another point`,
      statement: 'revealed a different share than the one that it was dealt and had accepted',
    });
    const dealt = dealtTo(HOLDER, DROPPED);
    expect(await judged({ answer: lying(DROPPED), dealt })).toMatchObject({
      ...GUILTY,
      detail: `its share of the mask-secret of client ${DROPPED} has another point`,
    });
  });

  it('is not guilty of its own shares', async () => {
    expect(await judged()).toEqual(NOTHING);
    expect(await judged({ dealt: dealtTo(HOLDER, DROPPED) })).toEqual(NOTHING);
    // Where it lies about one dealer's share, it is not shown by what another dealt.
    expect(await judged({ answer: lying(DROPPED) })).toEqual(NOTHING);
  });

  it('is shown by all of it, and by nothing less', async () => {
    const { commit, shared, advertised, dealt } = own();
    const beside = leafBytes(dealt);
    const all = [lying(), commit, shared, advertised];
    expect(await judgedFile([...all].reverse(), beside)).toMatchObject(GUILTY);
    for (const [i] of all.entries()) {
      const fewer = all.filter((_, k) => k !== i);
      expect(await judgedFile(fewer, beside)).toEqual(NOTHING);
    }
    for (const nothing of [new Uint8Array(0), toBytes(requestCodec(n), []), seedOf('garbage')]) {
      expect(await judgedFile(all, nothing)).toEqual(NOTHING);
    }
    const long = new Uint8Array(beside.length + 1);
    long.set(beside);
    expect(await judgedFile(all, long)).toEqual(NOTHING);
  });

  it('is not guilty by a Commit of somebody else, or by what somebody else was dealt', async () => {
    const commit = run.sent.commit.get(0)!.envelope;
    expect(await judged({ answer: lying(), commit })).toEqual(NOTHING);
    expect(await judged({ answer: lying(), dealt: dealtTo(0) })).toEqual(NOTHING);
  });

  it('is not guilty where what it was dealt is not under the dealer’s root', async () => {
    const dealt = dealtTo(HOLDER);
    const changed: readonly Partial<HeldLeaf>[] = [
      { leaf: { ...dealt.leaf, seedPoint: seedOf('a digest') } },
      { leaf: dealtTo(0).leaf },
      { path: dealt.path.map((sibling, i) => (i === 0 ? seedOf('sibling') : sibling)) },
      { path: dealt.path.slice(1) },
      { dealer: 0 },
    ];
    for (const change of changed) {
      expect(await judged({ answer: lying(), dealt: { ...dealt, ...change } })).toEqual(NOTHING);
    }
  });

  it('is not guilty of a share that is not in its answer', async () => {
    const answer = resigned(
      session,
      identities[HOLDER]!,
      maskingUnmaskCodec(n),
      { envelope: lying() },
      (body) => ({
        ...body,
        schemeBody: body.schemeBody.filter(({ client }) => client !== DEALER),
      }),
    ).envelope;
    expect(await judged({ answer })).toEqual(NOTHING);
  });
});

/** The list with something changed in it, and a Commit of the holder's that follows on it. */
function relisted(change: (body: CollectedBody) => CollectedBody): Partial<Shown> {
  const told = retold(session, 'shared', lists, run.received.commit.get(HOLDER)!, change).envelope;
  const transcriptHash = extendTranscript(bodyOf(lists, { envelope: told }).transcriptHash, told);
  const commit = resigned(
    session,
    identities[HOLDER]!,
    codecOf('commit', session),
    run.sent.commit.get(HOLDER)!,
    (body) => ({ ...body, transcriptHash }),
  ).envelope;
  return { shared: told, commit };
}

/** The dealer's Share with another root. */
function otherShare(root: Uint8Array): Message {
  return resigned(
    session,
    identities[DEALER]!,
    pairwiseShareCodec,
    run.sent.share.get(DEALER)!,
    (body) => ({ ...body, schemeBody: { ...body.schemeBody, root } }),
  );
}

const replaced =
  (by: Uint8Array | undefined) =>
  (body: CollectedBody): CollectedBody => ({
    ...body,
    envelopes: body.envelopes.flatMap((bytes) =>
      openEnvelope(bytes, bytes.length).sender !== DEALER ? [bytes] : by ? [by] : [],
    ),
  });

describe('a dealer that works with the coordinator', () => {
  /** A leaf for the holder over other shares than it was dealt, under another root that the dealer signs. */
  const relied = (): { root: Uint8Array; dealt: HeldLeaf } => {
    const leaf: ShareLeaf = { ...dealtTo(HOLDER).leaf, seedPoint: seedOf('another share') };
    const digests = [0, 1, 2, 3, 4].map((to) =>
      shareLeafDigest(to, to === HOLDER ? leaf : dealtTo(to).leaf),
    );
    const { root, paths } = merkleTree(SHARE_TREE, digests);
    return { root, dealt: { ...dealtTo(HOLDER), leaf, path: paths[HOLDER]! } };
  };

  it('can’t blame a holder with a list that it had not accepted', async () => {
    const { root, dealt } = relied();
    const shared = retold(
      session,
      'shared',
      lists,
      run.received.commit.get(HOLDER)!,
      replaced(otherShare(root).envelope),
    ).envelope;
    expect(await judged({ shared, dealt })).toEqual(UNFOLLOWED);
  });

  it('is believed where the holder signed that it had seen that list', async () => {
    const { root, dealt } = relied();
    const accepted = relisted(replaced(otherShare(root).envelope));
    expect(await judged({ ...accepted, dealt })).toMatchObject(GUILTY);
  });

  it('is no dealer of a list in which it is missing', async () => {
    const accepted = relisted(replaced(undefined));
    expect(senders(bodyOf(lists, { envelope: accepted.shared! }))).toEqual([0, 2, 3, 4]);
    expect(await judged({ answer: lying(), ...accepted })).toEqual(NOTHING);
  });

  it('can’t change the order in which the holder’s place is found', async () => {
    const accepted = relisted((body) => ({ ...body, transcriptHash: seedOf('another list') }));
    expect(await judged({ answer: lying(), ...accepted })).toMatchObject({
      kind: 'proven',
      misbehaviour: 'broken-transcript',
      culprit: 'coordinator',
    });
  });

  it('shows nothing by a message with a flipped bit', async () => {
    const { shared } = own();
    expect(await judged({ answer: lying(), shared: flipped(shared, -1) })).toEqual({
      kind: 'not-proven',
      reason: 'envelope 2: its signature does not verify',
    });
  });
});

describe('a holder that is in no Advertise list', () => {
  it('has no place in any dealer’s tree', async () => {
    const without = (body: CollectedBody): CollectedBody => ({
      ...body,
      envelopes: body.envelopes.filter(
        (bytes) => openEnvelope(bytes, bytes.length).sender !== HOLDER,
      ),
    });
    const told = run.received.share.get(HOLDER)!;
    const advertised = retold(session, 'advertised', keyLists, told, without).envelope;
    const { transcriptHash: before } = bodyOf(keyLists, told);
    const transcriptHash = extendTranscript(before, advertised);
    /** All dealers answer that list as well. */
    const answering = (bytes: Uint8Array): Uint8Array => {
      const { sender } = openEnvelope(bytes, bytes.length);
      const message = { envelope: bytes };
      return resigned(session, identities[sender]!, pairwiseShareCodec, message, (share) => ({
        ...share,
        transcriptHash,
      })).envelope;
    };
    const accepted = relisted((body) => ({
      transcriptHash,
      envelopes: without(body).envelopes.map(answering),
    }));
    expect(await judged({ answer: lying(), advertised, ...accepted })).toEqual(NOTHING);
    // Where they don't, it is the coordinator who lists what answers another list.
    const foreign = relisted((body) => ({ ...without(body), transcriptHash }));
    expect(await judged({ answer: lying(), advertised, ...foreign })).toMatchObject({
      kind: 'proven',
      misbehaviour: 'broken-transcript',
      culprit: 'coordinator',
    });
  });
});
