/** A dealer whose shares rebuild another secret than its own: what it takes to show that, and what an honest dealer is safe from. */
import {
  pairwiseAdvertiseCodec,
  pairwiseShareCodec,
  SHARE_TREE,
  type ShareKind,
  type ShareLeaf,
  shareLeafDigest,
} from '../../../src/schemes/pairwise/messages.ts';
import { dealtBytes, type DealtShare } from '../../../src/schemes/pairwise/dealtShare.ts';
import { seedDigest, shareDigest } from '../../../src/schemes/pairwise/secrets.ts';
import { type MessageType } from '../../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { generateAgreementKey } from '../../../src/crypto/agreement.ts';
import {
  type FieldElement,
  fieldAdd,
  fieldFromBytes,
  fieldToBytes,
} from '../../../src/crypto/field.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { splitSecret } from '../../../src/crypto/shamir.ts';
import { verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { type Codec, toBytes } from '../../../src/wire/codec.ts';
import { sealEnvelope } from '../../../src/wire/envelope.ts';
import { merkleTree } from '../../../src/wire/merkle.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';

const { session, roster, identities } = testSession(5, {
  threshold: 3,
  maxCorrupt: 0,
  maxDropouts: 1,
});
const t = session.parameters.threshold;
const DEALER = 1 as ClientId;
/** Beyond the roster, too: a tree may have more leaves than there are clients. */
const HOLDERS = [0, 1, 2, 3, 4, 5];
const random = seededRandom(seedOf('dealer'));
const keys = generateAgreementKey(kernel, random);
const boxKeys = generateAgreementKey(kernel, random);
const maskSecret = fieldFromBytes(keys.secret.expose())!;
const SEED = 12345n;

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const GUILTY = { kind: 'proven', misbehaviour: 'wrong-sharing', culprit: DEALER };

const signed = <T>(
  phase: MessageType,
  codec: Codec<T>,
  body: T,
  client: number = DEALER,
): Uint8Array =>
  sealEnvelope(identities[client]!, session.digest, phase, client, toBytes(codec, body));

const advertise = (client: number = DEALER): Uint8Array =>
  signed(
    'advertise',
    pairwiseAdvertiseCodec,
    {
      schemeKeys: { maskKey: keys.publicKey },
      boxKey: boxKeys.publicKey,
      nonce: seedOf('nonce'),
    },
    client,
  );

/** All that a dealer dealt, and its signature under it. */
interface Dealing {
  readonly share: Uint8Array;
  readonly dealt: (recipient: number, kind: ShareKind) => DealtShare;
}

/** Shares of two secrets under a root. What is not told otherwise is as an honest dealer makes it. */
function dealing({
  seeds = splitSecret(SEED, t, HOLDERS, random),
  masks = splitSecret(maskSecret, t, HOLDERS, random),
  dealer = DEALER,
}: {
  seeds?: readonly FieldElement[];
  masks?: readonly FieldElement[];
  dealer?: ClientId;
} = {}): Dealing {
  const digest = (to: number, kind: ShareKind, value: FieldElement): Uint8Array =>
    shareDigest(session.digest, dealer, to as ClientId, kind, fieldToBytes(value));
  const leaves = HOLDERS.map((to): ShareLeaf => ({
    box: new Uint8Array(0),
    maskShareDigest: digest(to, 'mask-secret', masks[to]!),
    seedShareDigest: digest(to, 'self-mask-seed', seeds[to]!),
  }));
  const { root, paths } = merkleTree(
    SHARE_TREE,
    leaves.map((leaf, to) => shareLeafDigest(to, leaf)),
  );
  const body = {
    transcriptHash: seedOf('transcript hash'),
    commitmentDigest: seedOf('commitment'),
    schemeBody: { seedDigest: seedDigest(session.digest, dealer, SEED), root },
  };
  return {
    share: signed('share', pairwiseShareCodec, body, dealer),
    dealt: (recipient, kind) => ({
      dealer,
      recipient,
      kind,
      share: fieldToBytes((kind === 'mask-secret' ? masks : seeds)[recipient]!),
      position: recipient,
      count: HOLDERS.length,
      leaf: leaves[recipient]!,
      path: paths[recipient]!,
    }),
  };
}

/** Shares with the second one too high by one: under the root like the others, and off the polynomial. */
const bent = (secret: FieldElement): FieldElement[] =>
  splitSecret(secret, t, HOLDERS, random).map((share, i) =>
    i === 1 ? fieldAdd(share, 1n) : share,
  );

const badSeeds = dealing({ seeds: bent(SEED) });
const badMasks = dealing({ masks: bent(maskSecret) });

function judged(
  envelopes: readonly Uint8Array[],
  dealt: readonly DealtShare[],
): Promise<EvidenceVerdict> {
  const bytes = evidenceOf(session, {
    message: '',
    culprit: 'coordinator',
    evidence: envelopes,
    attachment: dealtBytes(HOLDERS.length, dealt),
  });
  return verifyEvidence(bytes!, { roster }, kernel);
}

const of = (
  { dealt }: Dealing,
  kind: ShareKind,
  recipients: readonly number[] = [0, 1, 2],
): DealtShare[] => recipients.map((to) => dealt(to, kind));

describe('a dealer', () => {
  it('is guilty where t of its shares rebuild another seed', async () => {
    expect(await judged([badSeeds.share], of(badSeeds, 'self-mask-seed'))).toMatchObject({
      ...GUILTY,
      detail: 'its shares rebuild a different seed than the one whose digest it signed',
    });
    // Two thirds of the shares don't tell: those without the bent one are right.
    expect(await judged([badSeeds.share], of(badSeeds, 'self-mask-seed', [0, 2, 3]))).toEqual(
      NOTHING,
    );
  });

  it('is guilty where t of its shares rebuild another secret than that of its key', async () => {
    const envelopes = [badMasks.share, advertise()];
    expect(await judged(envelopes, of(badMasks, 'mask-secret'))).toMatchObject({
      ...GUILTY,
      detail: 'its shares rebuild a different secret than that of the key that it advertised',
    });
    expect(await judged(envelopes, of(badMasks, 'self-mask-seed'))).toEqual(NOTHING);
  });

  it('is guilty of sharing zero, which is the secret of no key', async () => {
    const zeros = dealing({ masks: splitSecret(0n, t, HOLDERS, random) });
    expect(await judged([zeros.share, advertise()], of(zeros, 'mask-secret'))).toMatchObject(
      GUILTY,
    );
  });

  it('is not guilty of shares of its own secrets, whoever’s are taken', async () => {
    const honest = dealing();
    for (const kind of ['mask-secret', 'self-mask-seed'] as const) {
      for (const holders of [
        [0, 1, 2],
        [4, 3, 1],
        [2, 0, 4],
      ]) {
        const shares = of(honest, kind, holders);
        expect(await judged([honest.share, advertise()], shares)).toEqual(NOTHING);
        expect(await judged([honest.share], shares)).toEqual(NOTHING);
      }
    }
  });
});

describe('a sharing is not shown to be wrong', () => {
  const seeds = (): DealtShare[] => of(badSeeds, 'self-mask-seed');
  const [first, second, third] = seeds() as [DealtShare, DealtShare, DealtShare];

  it('without the Share, or with nothing dealt', async () => {
    expect(await judged([advertise()], seeds())).toEqual(NOTHING);
    expect(await judged([badSeeds.share], [])).toEqual(NOTHING);
  });

  it('without the keys, where it is of the mask secret', async () => {
    const shares = of(badMasks, 'mask-secret');
    expect(await judged([badMasks.share], shares)).toEqual(NOTHING);
    expect(await judged([badMasks.share, advertise(3)], shares)).toEqual(NOTHING);
  });

  it('by fewer shares than t, or by more', async () => {
    expect(await judged([badSeeds.share], [first, second])).toEqual(NOTHING);
    const more = of(badSeeds, 'self-mask-seed', [0, 1, 2, 3]);
    expect(await judged([badSeeds.share], more)).toEqual(NOTHING);
  });

  it('by one share twice', async () => {
    expect(await judged([badSeeds.share], [first, second, second])).toEqual(NOTHING);
    expect(await judged([badSeeds.share], [second, first, second])).toEqual(NOTHING);
  });

  const bad: readonly [string, (share: DealtShare) => DealtShare][] = [
    ['of another kind', ({ recipient }) => badSeeds.dealt(recipient, 'mask-secret')],
    ['that is said to be of another kind', (one) => ({ ...one, kind: 'mask-secret' })],
    ['of another dealer', (one) => ({ ...one, dealer: 3 })],
    ['for another holder', (one) => ({ ...one, recipient: 4 })],
    ['at another place', (one) => ({ ...one, position: 3 })],
    ['in a tree of another size', (one) => ({ ...one, count: 5 })],
    ['with another leaf', (one) => ({ ...one, leaf: badSeeds.dealt(4, 'mask-secret').leaf })],
    ['with another path', (one) => ({ ...one, path: badSeeds.dealt(4, 'mask-secret').path })],
    ['that the dealer signed no digest of', (one) => ({ ...one, share: fieldToBytes(1n) })],
    ['that is none', (one) => ({ ...one, share: new Uint8Array(0) })],
    ['for nobody on the roster', () => badSeeds.dealt(5, 'self-mask-seed')],
  ];
  it.each(bad)('by a share %s', async (_, change) => {
    for (const place of [0, 2]) {
      const shares = [first, second, third].map((one, i) => (i === place ? change(one) : one));
      expect(await judged([badSeeds.share], shares)).toEqual(NOTHING);
    }
  });

  it('by the shares of another dealer, under its own root', async () => {
    const theirs = dealing({ seeds: bent(SEED), dealer: 3 as ClientId });
    expect(await judged([badSeeds.share], of(theirs, 'self-mask-seed'))).toEqual(NOTHING);
    expect(await judged([theirs.share], of(theirs, 'self-mask-seed'))).toMatchObject({
      ...GUILTY,
      culprit: 3,
    });
  });

  it('by shares that are no elements of the field, though their digests were signed', async () => {
    const share = new Uint8Array(32).fill(255);
    const leaf: ShareLeaf = {
      box: new Uint8Array(0),
      maskShareDigest: seedOf('none'),
      seedShareDigest: shareDigest(session.digest, DEALER, 0 as ClientId, 'self-mask-seed', share),
    };
    const leaves = [leaf, second.leaf, third.leaf];
    const tree = merkleTree(
      SHARE_TREE,
      leaves.map((one, to) => shareLeafDigest(to, one)),
    );
    const body = {
      transcriptHash: seedOf('t'),
      commitmentDigest: seedOf('c'),
      schemeBody: { seedDigest: seedOf('d'), root: tree.root },
    };
    const shares = [{ ...first, leaf, share }, second, third].map((one, i) => ({
      ...one,
      count: 3,
      path: tree.paths[i]!,
    }));
    expect(await judged([signed('share', pairwiseShareCodec, body)], shares)).toEqual(NOTHING);
  });
});
