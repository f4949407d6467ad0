import { maskSign, pairwiseMaskKey, pointsOf, selfMaskKey } from './secrets.ts';
import type { AgreementKeyPair } from '../../crypto/agreement.ts';
import { randomScalar, type Scalar, scalarFromBytes } from '../../crypto/scalar.ts';
import { splitSecret } from '../../crypto/shamir.ts';
import type { Mask, WorkOptions } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext } from '../../session/secrets.ts';
import { toBytes } from '../../wire/codec.ts';
import { merkleRoot } from '../../wire/merkle.ts';
import type {
  CommittedInput,
  Dealers,
  Peers,
  SchemeAnswer,
  SchemeClientContext,
  SchemeDealing,
  SchemeShares,
} from '../client.ts';
import { answerTo } from './answer.ts';
import { boxFor, type OpenedDeliveries, openDeliveries } from './boxes.ts';
import { answerCodec, SHARE_TREE, shareLeafDigest, shareLeavesCodec } from './messages.ts';
import { tiedTo } from './neighbours.ts';
import type { SharePair } from './openShares.ts';
import type { SignedDealing } from './signedDealing.ts';
import type { MaskingTerms } from './terms.ts';

/** What a scheme signs of itself in a Share, with the point of the seed and the root over the leaves. */
export type WriteDealing = (dealing: SignedDealing) => Uint8Array;

/**
 * A client's secrets after it has dealt, with the shares for the others.
 *
 * @internal
 */
export class MaskingDealing implements SchemeDealing {
  readonly terms: MaskingTerms;
  readonly body: Uint8Array;
  readonly attachment: Uint8Array;
  readonly maskKeys: AgreementKeyPair;
  readonly peers: Peers;
  readonly keys: KeyContext;
  /** b_u. */
  readonly seed: Scalar;
  /** This client's shares of the secrets that it dealt itself, if it is among its recipients. */
  readonly ownPair: SharePair | undefined;
  /** To whom each dealer deals; known once the list of dealers was read. */
  recipients: ReadonlyMap<ClientId, readonly ClientId[]> = new Map();

  /** Deals a share of both secrets to each of some clients (round 1). */
  constructor(
    terms: MaskingTerms,
    context: SchemeClientContext,
    maskKeys: AgreementKeyPair,
    peers: Peers,
    holders: readonly ClientId[],
    write: WriteDealing,
  ) {
    const { session, self, random, kernel, checks } = context;
    const threshold = terms.shareThreshold(session);
    const { transcriptHash, agreed } = peers;
    const anyKey = !checks.isOn('agreement-keys');
    const keys: KeyContext = { kernel, session: session.digest, transcriptHash, anyKey };
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
    this.terms = terms;
    this.body = write({ seedPoint: seedPoint!, root: merkleRoot(SHARE_TREE, digests) });
    this.attachment = toBytes(shareLeavesCodec(session.parameters.clients), leaves);
    this.maskKeys = maskKeys;
    this.peers = peers;
    this.keys = keys;
    this.seed = seed;
    this.ownPair = pairs[holders.indexOf(self)];
  }

  async receive(
    context: SchemeClientContext,
    dealers: Dealers,
    deliveries: Uint8Array,
  ): Promise<MaskingShares> {
    const { terms, keys, peers, ownPair } = this;
    const own = { keys, peers, ownPair };
    const opened = await openDeliveries(terms, context, own, dealers, deliveries);
    this.recipients = opened.recipients;
    return this.sharesFrom(opened);
  }

  protected sharesFrom(opened: OpenedDeliveries): MaskingShares {
    return new MaskingShares(opened);
  }

  /** Adds the self mask, and one pairwise mask for each other dealer that it is a neighbour of (round 2). */
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
  { terms, keys, maskKeys, peers, seed, recipients }: MaskingDealing,
  self: ClientId,
  dealers: readonly ClientId[],
): Mask[] {
  const tied = tiedTo(self, recipients);
  return dealers
    .filter((peer) => peer === self || tied(peer))
    .map((peer): Mask => {
      const secret =
        peer === self
          ? selfMaskKey(keys, seed, self)
          : pairwiseMaskKey(
              keys,
              maskKeys.secret,
              self,
              peer,
              terms.maskKeyIn(peers.schemeKeys.get(peer)!),
            );
      return { key: secret.expose(), sign: peer === self ? 1 : maskSign(self, peer) };
    });
}

/**
 * A client's shares of the secrets of the dealers that dealt to it.
 *
 * @internal
 */
export class MaskingShares implements SchemeShares {
  readonly held: ReadonlyMap<ClientId, SharePair>;
  readonly faulty: readonly ClientId[];
  readonly recipients: ReadonlyMap<ClientId, readonly ClientId[]>;

  constructor({ held, faulty, recipients }: OpenedDeliveries) {
    this.held = held;
    this.faulty = faulty;
    this.recipients = recipients;
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
