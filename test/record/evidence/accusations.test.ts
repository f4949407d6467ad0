/** Accusations before a judge: who is convicted by what, and that made-up lists convict neither dealer nor accuser. */
import { describe, expect, it } from 'vitest';
import { readAccusations } from '../../../src/messages/accusations.ts';
import type { CollectedBody } from '../../../src/messages/broadcasts.ts';
import { splitAttachment } from '../../../src/messages/commit.ts';
import { codecOf } from '../../../src/messages/table.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { type EvidenceVerdict, verifyEvidence } from '../../../src/record/index.ts';
import { accusationEvidence } from '../../../src/schemes/accusationEvidence.ts';
import {
  deliveryCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../../src/schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../../src/schemes/pairwise/messages.ts';
import { fromBytes, toBytes } from '../../../src/wire/codec.ts';
import { openEnvelope } from '../../../src/wire/envelope.ts';
import { merkleTree } from '../../../src/wire/merkle.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import { exchange, type Exchange } from '../../support/exchange.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';
import { bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';

const setup = testSession(5, { threshold: 3, maxCorrupt: 0, maxDropouts: 2 });
const { session, roster, identities } = setup;
const n = identities.length;
const [DEALER, ACCUSER] = [1, 3];
const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const UNFOLLOWED = { kind: 'not-proven', code: 'evidence-transcript' };
const BROKEN = { kind: 'proven', misbehaviour: 'broken-box', culprit: DEALER };
const FALSE = { kind: 'proven', misbehaviour: 'false-accusation', culprit: ACCUSER };

const leavesCodec = shareLeavesCodec(n);
const leavesIn = ({ attachment }: Message): readonly ShareLeaf[] =>
  fromBytes(leavesCodec, attachment!, attachment!.length, 'leaves');
const treeOf = (leaves: readonly ShareLeaf[]): ReturnType<typeof merkleTree> =>
  merkleTree(
    SHARE_TREE,
    leaves.map((leaf, to) => shareLeafDigest(to, leaf)),
  );
const shut = (leaves: readonly ShareLeaf[]): ShareLeaf[] =>
  leaves.map((leaf, to) => (to === ACCUSER ? { ...leaf, box: flipped(leaf.box, 30) } : leaf));

function redealt(message: Message, leaves: readonly ShareLeaf[]): Message {
  const { root } = treeOf(leaves);
  const signed = resigned(session, identities[DEALER]!, pairwiseShareCodec, message, (body) => ({
    ...body,
    schemeBody: { ...body.schemeBody, root },
  }));
  return { ...signed, attachment: toBytes(leavesCodec, leaves) };
}

let run: Exchange;
/** What the dealer would have dealt, had it been honest. */
let honestShare: Message;
prepare(async () => {
  run = await exchange(setup, {
    drops: { [DEALER]: 'commit' },
    tamper: (phase, client, message) => {
      if (phase !== 'share' || client !== DEALER) return message;
      honestShare = message;
      return redealt(message, shut(leavesIn(message)));
    },
  });
});

const commitOf = (client: number): Message => run.sent.commit.get(client)!;
const accusationsOf = (client: number): Uint8Array =>
  splitAttachment(session, commitOf(client).attachment!).accusations;

function judged(
  envelopes: readonly Uint8Array[],
  attachment: Uint8Array,
): Promise<EvidenceVerdict> {
  const finding = { message: '', culprit: 'coordinator', attachment, evidence: envelopes } as const;
  return verifyEvidence(evidenceOf(session, finding)!, { roster }, kernel);
}

/** What the dealer dealt to the accuser, out of some leaves. */
function dealtIn(leaves: readonly ShareLeaf[]): Uint8Array {
  const path = treeOf(leaves).paths[ACCUSER]!;
  return toBytes(deliveryCodec(n), { leaf: leaves[ACCUSER]!, path });
}

const shown = (changes: object = {}): Uint8Array =>
  accusationEvidence(session, {
    accuser: ACCUSER,
    dealer: DEALER,
    accusations: accusationsOf(ACCUSER),
    dealt: dealtIn(leavesIn(run.sent.share.get(DEALER)!)),
    ...changes,
  });
const advertised = (): Uint8Array => run.received.share.get(ACCUSER)!.envelope;
const shared = (): Uint8Array => run.received.commit.get(ACCUSER)!.envelope;
const badShare = (): Uint8Array => run.sent.share.get(DEALER)!.envelope;

describe('a dealer', () => {
  it('is convicted of a box that does not open, by its Share, the list of keys and the agreed point', async () => {
    expect(readAccusations(n, accusationsOf(ACCUSER))).toHaveLength(1);
    expect(await judged([badShare(), advertised()], shown())).toMatchObject({
      ...BROKEN,
      detail: `its box for client ${ACCUSER} does not open`,
    });
  });

  it('is not convicted by less, or by what it did not sign', async () => {
    for (const envelopes of [[badShare()], [advertised()], [honestShare.envelope, advertised()]]) {
      expect(await judged(envelopes, shown())).toEqual(NOTHING);
    }
    const elsewhere = { dealt: dealtIn(leavesIn(honestShare)) };
    expect(await judged([badShare(), advertised()], shown(elsewhere))).toEqual(NOTHING);
    for (const attachment of [new Uint8Array(0), seedOf('garbage')]) {
      expect(await judged([badShare(), advertised()], attachment)).toEqual(NOTHING);
    }
  });

  it('that is honest is not convicted by a list of keys that it was not shown', async () => {
    const list = codecOf('advertised', session);
    const told = retold(
      session,
      'advertised',
      list,
      run.received.share.get(ACCUSER)!,
      (body: CollectedBody) => ({ ...body, envelopes: body.envelopes.slice(0, -1) }),
    ).envelope;
    const dealt = dealtIn(leavesIn(honestShare));
    expect(await judged([honestShare.envelope, told], shown({ dealt }))).toMatchObject(UNFOLLOWED);
    // Under the list that it answers its box opens.
    expect(await judged([honestShare.envelope, advertised()], shown({ dealt }))).toEqual(NOTHING);
    // Had it signed that it answers the other list, it would have sealed under another key.
    const { transcriptHash: before } = bodyOf(list, { envelope: told });
    const answering = resigned(
      session,
      identities[DEALER]!,
      pairwiseShareCodec,
      honestShare,
      (body) => ({ ...body, transcriptHash: extendTranscript(before, told) }),
    ).envelope;
    expect((await judged([answering, told], shown({ dealt }))).kind).toBe('not-proven');
  });
});

/** The list of dealers with another Share of the dealer's, and perhaps a Commit of the accuser's that follows it. */
function relisted(share: Uint8Array): { told: Uint8Array; commit: Uint8Array } {
  const lists = codecOf('shared', session);
  const told = retold(
    session,
    'shared',
    lists,
    run.received.commit.get(ACCUSER)!,
    (body: CollectedBody) => ({
      ...body,
      envelopes: body.envelopes.map((bytes) =>
        openEnvelope(bytes, bytes.length).sender === DEALER ? share : bytes,
      ),
    }),
  ).envelope;
  const { transcriptHash } = bodyOf(lists, { envelope: told });
  const commit = resigned(
    session,
    identities[ACCUSER]!,
    codecOf('commit', session),
    commitOf(ACCUSER),
    (body) => ({ ...body, transcriptHash: extendTranscript(transcriptHash, told) }),
  ).envelope;
  return { told, commit };
}

describe('an accuser', () => {
  it('that told the truth is not convicted, not even where the dealer signs a second Share', async () => {
    const own = commitOf(ACCUSER).envelope;
    expect(await judged([own, shared(), advertised()], shown())).toEqual(NOTHING);
    const { told, commit } = relisted(honestShare.envelope);
    const dealt = dealtIn(leavesIn(honestShare));
    expect(await judged([own, told, advertised()], shown({ dealt }))).toMatchObject(UNFOLLOWED);
    // Had it signed that it had seen that list, it would have lied.
    expect(await judged([commit, told, advertised()], shown({ dealt }))).toMatchObject(FALSE);
  });

  it('is convicted by all of it alone, and of what is in its own Commit alone', async () => {
    const { told, commit } = relisted(honestShare.envelope);
    const dealt = dealtIn(leavesIn(honestShare));
    const all = [commit, told, advertised()];
    for (const [i] of all.entries()) {
      const fewer = all.filter((_, k) => k !== i);
      expect(await judged(fewer, shown({ dealt }))).toEqual(NOTHING);
    }
    const other = readAccusations(n, accusationsOf(ACCUSER)).map((one) => ({ ...one, dealer: 0 }));
    expect(other).toHaveLength(1);
    for (const changes of [
      { dealt, accuser: 0 },
      { dealt, dealer: 0 },
    ]) {
      expect(await judged(all, shown(changes))).toEqual(NOTHING);
    }
    const bent = accusationsOf(ACCUSER).slice();
    bent[bent.length - 1]! ^= 1;
    expect(await judged(all, shown({ dealt, accusations: bent }))).toEqual(NOTHING);
  });
});
