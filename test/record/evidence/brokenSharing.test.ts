/** A dealer whose points lie on no polynomials: what it takes to show that, and what an honest dealer is safe from. */
import { describe, expect, it } from 'vitest';
import { generateAgreementKey } from '../../../src/crypto/agreement.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { type Scalar, scalarFromBytes, scalarReduce } from '../../../src/crypto/scalar.ts';
import { splitSecret } from '../../../src/crypto/shamir.ts';
import { proveLogarithm } from '../../../src/crypto/logarithmProof.ts';
import { possessionClaim } from '../../../src/messages/possession.ts';
import { codecOf, type MessageType } from '../../../src/messages/table.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { type EvidenceVerdict, verifyEvidence } from '../../../src/record/index.ts';
import {
  SHARE_TREE,
  type SharePoints,
  sharePointsCodec,
  sharePointsDigest,
} from '../../../src/schemes/masking/messages.ts';
import { keysCodec, pairwiseShareCodec } from '../../../src/schemes/pairwise/messages.ts';
import { pointsOf } from '../../../src/schemes/masking/secrets.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { type Codec, toBytes } from '../../../src/wire/codec.ts';
import { sealEnvelope } from '../../../src/wire/envelope.ts';
import { merkleRoot } from '../../../src/wire/merkle.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';

const { session, roster, identities } = testSession(6, {
  threshold: 4,
  maxCorrupt: 0,
  maxDropouts: 1,
});
const t = session.parameters.threshold;
const DEALER = 1 as ClientId;
/** Client 4 did not advertise. */
const HOLDERS = [0, 1, 2, 3, 5];
const random = seededRandom(seedOf('dealer'));
const keys = generateAgreementKey(kernel, random);
const boxKeys = generateAgreementKey(kernel, random);
const MASK_SECRET = scalarFromBytes(keys.secret.expose())!;
const SEED = 12345n;

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const GUILTY = {
  kind: 'proven',
  misbehaviour: 'broken-sharing',
  culprit: DEALER,
  detail: 'its points lie on no polynomials of degree below the threshold',
};

const signed = <T>(type: MessageType, codec: Codec<T>, body: T, client: number): Uint8Array =>
  sealEnvelope(identities[client]!, session.digest, type, client, toBytes(codec, body));

const advertise = (client: number = DEALER, maskKey = keys.publicKey): Uint8Array =>
  signed(
    'advertise',
    codecOf('advertise', session),
    {
      schemeKeys: toBytes(keysCodec, { maskKey }),
      boxKey: boxKeys.publicKey,
      nonce: seedOf('nonce'),
      possession: proveLogarithm(
        kernel,
        boxKeys.secret,
        possessionClaim(session, client, boxKeys.publicKey),
      ),
    },
    client,
  );

/** All that a dealer dealt, and its signature under it. */
interface Dealt {
  readonly share: Uint8Array;
  readonly points: readonly SharePoints[];
}

const shares = (secret: Scalar, threshold = t): Scalar[] =>
  splitSecret(secret, threshold, HOLDERS, random);

/** Shares of two secrets under a root. What is not told otherwise is as an honest dealer makes it. */
function deal({
  seeds = shares(SEED),
  masks = shares(MASK_SECRET),
  change = (points: SharePoints[]): SharePoints[] => points,
  dealer = DEALER,
}: {
  seeds?: readonly Scalar[];
  masks?: readonly Scalar[];
  change?: (points: SharePoints[]) => SharePoints[];
  dealer?: ClientId;
} = {}): Dealt {
  const [seedPoint, ...all] = pointsOf(kernel, [SEED, ...masks, ...seeds]);
  const points = change(
    HOLDERS.map((recipient, i) => ({
      recipient,
      boxDigest: seedOf(`box ${recipient}`),
      maskPoint: all[i]!,
      seedPoint: all[HOLDERS.length + i]!,
    })),
  );
  const body = {
    transcriptHash: seedOf('transcript hash'),
    commitmentDigest: seedOf('commitment'),
    schemeBody: {
      seedPoint: seedPoint!,
      root: merkleRoot(SHARE_TREE, points.map(sharePointsDigest)),
    },
  };
  return { share: signed('share', pairwiseShareCodec, body, dealer), points };
}

/** Shares with the second one too high by one. */
const bent = (secret: Scalar): Scalar[] =>
  shares(secret).map((share, i) => (i === 1 ? scalarReduce(share + 1n) : share));

function judgedFile(
  envelopes: readonly Uint8Array[],
  attachment: Uint8Array,
): Promise<EvidenceVerdict> {
  const bytes = evidenceOf(session, {
    message: '',
    culprit: 'coordinator',
    evidence: envelopes,
    attachment,
  });
  return verifyEvidence(bytes!, { roster }, kernel);
}

function judged(
  { share, points }: Dealt,
  keysEnvelope: Uint8Array = advertise(),
): Promise<EvidenceVerdict> {
  return judgedFile([share, keysEnvelope], toBytes(sharePointsCodec(6), points));
}

describe('a dealer', () => {
  it.each([
    ['a share off the polynomial of its seed', { seeds: bent(SEED) }],
    ['a share off the polynomial of its mask secret', { masks: bent(MASK_SECRET) }],
    ['shares of another seed', { seeds: shares(SEED + 1n) }],
    ['shares of another mask secret', { masks: shares(MASK_SECRET + 1n) }],
    ['shares of zero', { masks: shares(0n) }],
    ['a polynomial of degree t', { seeds: shares(SEED, t + 1) }],
    ['its seed in the place of its mask secret', { masks: shares(SEED) }],
  ])('is guilty of %s', async (_, dealt) => {
    expect(await judged(deal(dealt))).toMatchObject(GUILTY);
  });

  it('is guilty of a point that is no encoding, and of leaves for fewer than t, twice or out of order', async () => {
    const changes: readonly ((points: SharePoints[]) => SharePoints[])[] = [
      (points) => points.with(2, { ...points[2]!, seedPoint: new Uint8Array(32).fill(255) }),
      (points) => points.with(0, { ...points[0]!, maskPoint: new Uint8Array(32).fill(1) }),
      (points) => points.slice(0, t - 1),
      () => [],
      (points) => [points[0]!, ...points],
      (points) => points.toReversed(),
    ];
    for (const change of changes) expect(await judged(deal({ change }))).toMatchObject(GUILTY);
  });

  it('is not guilty of shares of its own secrets, to whomever', async () => {
    expect(await judged(deal())).toEqual(NOTHING);
    expect(await judged(deal({ change: (points) => points.slice(0, t) }))).toEqual(NOTHING);
    const lower = deal({ seeds: shares(SEED, t - 1), masks: shares(MASK_SECRET, 1) });
    expect(await judged(lower)).toEqual(NOTHING);
  });
});

describe('a sharing is not shown to be broken', () => {
  const broken = deal({ seeds: bent(SEED) });
  const attachment = toBytes(sharePointsCodec(6), broken.points);

  it('without the Share, without the keys, or by the keys of somebody else', async () => {
    expect(await judgedFile([advertise()], attachment)).toEqual(NOTHING);
    expect(await judgedFile([broken.share], attachment)).toEqual(NOTHING);
    expect(await judged(broken, advertise(3))).toEqual(NOTHING);
  });

  it('by points that are not those under its root', async () => {
    const honest = deal();
    const { points } = honest;
    const others: readonly (readonly SharePoints[])[] = [
      broken.points,
      points.slice(1),
      points.with(0, { ...points[0]!, recipient: 4 }),
      points.with(2, { ...points[2]!, boxDigest: seedOf('another') }),
      points.with(2, { ...points[2]!, seedPoint: points[1]!.seedPoint }),
      points.with(2, { ...points[2]!, maskPoint: points[1]!.maskPoint }),
    ];
    for (const other of others) {
      expect(await judged({ share: honest.share, points: other })).toEqual(NOTHING);
    }
  });

  it('by an attachment that is something else, or has bytes behind it', async () => {
    for (const bytes of [
      new Uint8Array(0),
      seedOf('garbage'),
      new Uint8Array([...attachment, 0]),
    ]) {
      expect(await judgedFile([broken.share, advertise()], bytes)).toEqual(NOTHING);
    }
  });

  it('by the points of another dealer, under its own root', async () => {
    const theirs = deal({ seeds: bent(SEED), dealer: 3 as ClientId });
    expect(await judged({ share: deal().share, points: theirs.points })).toEqual(NOTHING);
    expect(await judged(theirs, advertise(3))).toMatchObject({ ...GUILTY, culprit: 3 });
  });
});
