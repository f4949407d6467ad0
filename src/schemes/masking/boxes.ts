import { sealBox } from '../../crypto/box.ts';
import { scalarToBytes } from '../../crypto/scalar.ts';
import type { Secret } from '../../crypto/secret.ts';
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, shareBoxKey } from '../../session/secrets.ts';
import { readOnce } from '../../session/reading.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { Dealer, Dealers, Peers, SchemeClientContext } from '../client.ts';
import { isNonceOpened, nonceFinding } from './dealing.ts';
import {
  deliveriesCodec,
  type Delivery,
  SHARE_PAIR_BYTES,
  SHARE_TREE,
  shareLeafDigest,
} from './messages.ts';
import { tiedTo } from './neighbours.ts';
import { openShares, type SealedShares, type SharePair } from './openShares.ts';
import type { MaskingTerms } from './terms.ts';

/** The box for one recipient; without an agreed secret it is the dealer's own, which needs none. */
export function boxFor(
  keys: KeyContext,
  self: ClientId,
  recipient: ClientId,
  agreed: Secret | undefined,
  { maskShare, seedShare }: SharePair,
): Uint8Array {
  if (!agreed) return new Uint8Array(0);
  const key = shareBoxKey(keys, agreed, self, recipient);
  const pair = new Uint8Array(SHARE_PAIR_BYTES);
  pair.set(scalarToBytes(maskShare));
  pair.set(scalarToBytes(seedShare), ELEMENT_BYTES);
  const box = sealBox(key, pair);
  key.key.wipe();
  pair.fill(0);
  return box;
}

/** What a client needs to open its boxes. */
interface BoxKeys {
  readonly keys: KeyContext;
  readonly peers: Peers;
  /** The shares of its secrets that it keeps itself, if it does. */
  readonly ownPair: SharePair | undefined;
}

/** What a client got from the dealers. */
export interface OpenedDeliveries {
  /** Both shares of each dealer that dealt to the client, but of the faulty ones none. */
  readonly held: ReadonlyMap<ClientId, SharePair>;
  /** The dealers whose boxes do not hold what their leaves say. */
  readonly faulty: readonly ClientId[];
  /** To whom each dealer deals. */
  readonly recipients: ReadonlyMap<ClientId, readonly ClientId[]>;
}

/**
 * Opens the boxes that came with the `shared` broadcast: two shares from each dealer that
 * dealt to this client.
 *
 * @param bytes - the attachment of the broadcast
 * @throws CheckFailure `well-formed`, `nonce-opened`, `client-signature` or `share-root`
 */
export async function openDeliveries(
  terms: MaskingTerms,
  context: SchemeClientContext,
  own: BoxKeys,
  listed: Dealers,
  bytes: Uint8Array,
): Promise<OpenedDeliveries> {
  const { checks, session, self } = context;
  const recipients = await readOnce(context, listed.list, 'recipients', () =>
    recipientsOf(terms, context, own, listed),
  );
  if (session.scheme.verifiesSome?.(session.parameters)) {
    const tied = [...recipients.keys()].filter(tiedTo(self, recipients));
    await own.peers.requireSigned(tied);
    await listed.requireSigned(tied);
  }
  const dealers = listed.list.filter(({ client }) => recipients.get(client)!.includes(self));
  const codec = deliveriesCodec(session.parameters.clients);
  const deliveries = wellFormed(
    () => fromBytes(codec, bytes, codec.maxBytes, 'deliveries'),
    undefined,
  );
  // No culprit: an attachment is not signed, and may have been changed in transit.
  checks.require('share-root', deliveries.length === dealers.length, () => ({
    message: `${deliveries.length} boxes came from ${dealers.length} dealers`,
  }));
  const sealed = dealers.flatMap((dealer, i) =>
    dealer.client === self
      ? []
      : [sealedShares(terms, context, own, recipients.get(dealer.client)!, dealer, deliveries[i]!)],
  );
  const opened = openShares(context.kernel, sealed);
  const held = new Map<ClientId, SharePair>();
  const faulty: ClientId[] = [];
  for (const { client } of dealers) {
    const { pair, fault } = opened.get(client) ?? { pair: own.ownPair!, fault: undefined };
    // With the check off, a client takes whatever it finds for its shares.
    if (fault !== undefined && checks.isOn('share-matches')) faulty.push(client);
    else held.set(client, pair);
  }
  return { held, faulty, recipients };
}

/** To whom each dealer deals, by what it fixed before anyone's keys were listed. @throws CheckFailure */
async function recipientsOf(
  terms: MaskingTerms,
  context: SchemeClientContext,
  { peers }: BoxKeys,
  dealers: Dealers,
): Promise<ReadonlyMap<ClientId, readonly ClientId[]>> {
  const { transcriptHash, schemeKeys } = peers;
  const list = { session: context.session, transcriptHash, clients: [...schemeKeys.keys()] };
  const found = new Map<ClientId, readonly ClientId[]>();
  for (const dealer of dealers.list) {
    const { client, schemeBody } = dealer;
    try {
      requireOpenedNonce(terms, context, peers, dealer);
    } catch (error) {
      // Nobody is named for what it did not sign.
      await peers.requireSigned([client]);
      await dealers.requireSigned([client]);
      throw error;
    }
    found.set(client, terms.recipientsOf(list, client, schemeBody));
  }
  return found;
}

/** @throws CheckFailure `well-formed` or `nonce-opened` */
function requireOpenedNonce(
  terms: MaskingTerms,
  { checks, session }: SchemeClientContext,
  { schemeKeys, envelopeOf }: Peers,
  { client, schemeBody, envelope }: Dealer,
): void {
  wellFormed(() => terms.dealingIn(schemeBody), client);
  const opened = isNonceOpened(terms, session, client, schemeKeys.get(client), schemeBody);
  checks.require('nonce-opened', opened, () => nonceFinding(client, envelope, envelopeOf(client)));
}

/** A box that its dealer signed, with what opens it. @throws CheckFailure */
function sealedShares(
  terms: MaskingTerms,
  { checks, self }: SchemeClientContext,
  { keys, peers }: BoxKeys,
  recipients: readonly ClientId[],
  { client: dealer, schemeBody }: Dealer,
  { leaf, path }: Delivery,
): SealedShares {
  const { root } = terms.dealingIn(schemeBody);
  const digest = shareLeafDigest(self, leaf);
  const rooted = isUnderRoot(
    SHARE_TREE,
    root,
    recipients.length,
    recipients.indexOf(self),
    digest,
    path,
  );
  checks.require('share-root', rooted, () => ({
    message: `the box from client ${dealer} is not the one that it signed`,
  }));
  return { dealer, leaf, key: shareBoxKey(keys, peers.agreed.get(dealer)!, dealer, self) };
}
