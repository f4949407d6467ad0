import { maskSign, pairwiseMaskKey, pointsOf, selfMaskKey } from './secrets.ts';
import { type AgreementKeyPair, generateAgreementKey } from '../../crypto/agreement.ts';
import { randomScalar, type Scalar, scalarFromBytes } from '../../crypto/scalar.ts';
import { splitSecret } from '../../crypto/shamir.ts';
import type { Mask, WorkOptions } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext } from '../../session/secrets.ts';
import { toBytes } from '../../wire/codec.ts';
import { merkleRoot } from '../../wire/merkle.ts';
import type {
  ClientScheme,
  CommittedInput,
  Dealer,
  Peers,
  SchemeAnswer,
  SchemeClientContext,
  SchemeDealing,
  SchemeKeys,
  SchemeShares,
} from '../client.ts';
import { answerTo } from './answer.ts';
import { boxFor, type OpenedDeliveries, openDeliveries } from './boxes.ts';
import {
  answerCodec,
  dealingCodec,
  keysCodec,
  maskKeyIn,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from './messages.ts';
import type { SharePair } from './openShares.ts';
import { pairwiseRules } from './rules.ts';

/**
 * The client's side of the pairwise scheme: double masking (Bonawitz et al., CCS 2017, §4 and fig.
 * 4).
 */
export const pairwiseClient: ClientScheme = {
  rules: pairwiseRules,
  makeKeys: ({ kernel, random }) => new PairwiseClientKeys(generateAgreementKey(kernel, random)),
};

/**
 * A client's mask key pair.
 *
 * @internal
 */
export class PairwiseClientKeys implements SchemeKeys {
  readonly body: Uint8Array;
  readonly maskKeys: AgreementKeyPair;

  constructor(maskKeys: AgreementKeyPair) {
    this.maskKeys = maskKeys;
    this.body = toBytes(keysCodec, { maskKey: maskKeys.publicKey });
  }

  /** Deals a share of both secrets to every client (round 1). */
  deal(context: SchemeClientContext, peers: Peers): Promise<PairwiseClientDealing> {
    return Promise.resolve(new PairwiseClientDealing(context, this.maskKeys, peers));
  }

  wipe(): void {
    this.maskKeys.secret.wipe();
  }
}

/**
 * A client's secrets after it has dealt, with the shares for the others.
 *
 * @internal
 */
export class PairwiseClientDealing implements SchemeDealing {
  readonly body: Uint8Array;
  readonly attachment: Uint8Array;
  readonly maskKeys: AgreementKeyPair;
  readonly peers: Peers;
  readonly keys: KeyContext;
  /** b_u. */
  readonly seed: Scalar;
  /** This client's shares of the secrets that it dealt itself. */
  readonly ownPair: SharePair;

  constructor(context: SchemeClientContext, maskKeys: AgreementKeyPair, peers: Peers) {
    const { session, self, random, kernel, checks } = context;
    const { threshold, clients } = session.parameters;
    const { transcriptHash, agreed } = peers;
    const anyKey = !checks.isOn('agreement-keys');
    const keys: KeyContext = { kernel, session: session.digest, transcriptHash, anyKey };
    const holders = [...peers.schemeKeys.keys()];
    const seed = randomScalar(random);
    const maskSecret = scalarFromBytes(maskKeys.secret.expose())!;
    const maskShares = splitSecret(maskSecret, threshold, holders, random);
    const seedShares = splitSecret(seed, threshold, holders, random);
    const pairs = holders.map((_, i): SharePair => ({
      maskShare: maskShares[i]!,
      seedShare: seedShares[i]!,
    }));
    const [seedPoint, ...points] = pointsOf(kernel, [seed, ...maskShares, ...seedShares]);
    const leaves = holders.map((recipient, i) => ({
      box: boxFor(keys, self, recipient, agreed.get(recipient), pairs[i]!),
      maskPoint: points[i]!,
      seedPoint: points[holders.length + i]!,
    }));
    const digests = leaves.map((leaf, i) => shareLeafDigest(holders[i]!, leaf));
    this.body = toBytes(dealingCodec, {
      seedPoint: seedPoint!,
      root: merkleRoot(SHARE_TREE, digests),
    });
    this.attachment = toBytes(shareLeavesCodec(clients), leaves);
    this.maskKeys = maskKeys;
    this.peers = peers;
    this.keys = keys;
    this.seed = seed;
    this.ownPair = pairs[holders.indexOf(self)]!;
  }

  async receive(
    context: SchemeClientContext,
    dealers: readonly Dealer[],
    deliveries: Uint8Array,
  ): Promise<PairwiseShares> {
    const { keys, peers, ownPair } = this;
    const own = { keys, peers, ownPair };
    return Promise.resolve(new PairwiseShares(openDeliveries(context, own, dealers, deliveries)));
  }

  /** Adds the self mask, and one pairwise mask for each other dealer (round 2). */
  async conceal(
    context: SchemeClientContext,
    dealers: readonly ClientId[],
    payload: Uint8Array,
    _committed: CommittedInput,
    work: WorkOptions,
  ): Promise<Uint8Array> {
    const masks = masksOver(this, context.self, dealers);
    try {
      await context.kernel.addMasks(payload, masks, work);
      return new Uint8Array(0);
    } finally {
      for (const { key } of masks) key.fill(0);
    }
  }

  wipe(): void {
    for (const secret of this.peers.agreed.values()) secret.wipe();
    this.maskKeys.secret.wipe();
  }
}

function masksOver(
  { keys, maskKeys, peers, seed }: PairwiseClientDealing,
  self: ClientId,
  dealers: readonly ClientId[],
): Mask[] {
  return dealers.map((peer): Mask => {
    const secret =
      peer === self
        ? selfMaskKey(keys, seed, self)
        : pairwiseMaskKey(
            keys,
            maskKeys.secret,
            self,
            peer,
            maskKeyIn(peers.schemeKeys.get(peer)!),
          );
    return { key: secret.expose(), sign: peer === self ? 1 : maskSign(self, peer) };
  });
}

/**
 * A client's shares of every dealer's secrets, its own included.
 *
 * @internal
 */
export class PairwiseShares implements SchemeShares {
  readonly held: ReadonlyMap<ClientId, SharePair>;
  readonly faulty: readonly ClientId[];

  constructor({ held, faulty }: OpenedDeliveries) {
    this.held = held;
    this.faulty = faulty;
  }

  /** Reveals one share of each dealer's secrets (round 4). */
  answer(
    context: SchemeClientContext,
    included: ReadonlySet<ClientId>,
    request: Uint8Array,
  ): SchemeAnswer {
    const { clients } = context.session.parameters;
    const body = toBytes(answerCodec(clients), answerTo(context, this, included, request));
    return { body, attachment: new Uint8Array(0) };
  }
}
