import { shareDigest } from './secrets.ts';
import { openBox, openBoxUnauthenticated, sealBox } from '../../crypto/box.ts';
import { type FieldElement, fieldFromBytes, fieldToBytes } from '../../crypto/field.ts';
import type { Secret } from '../../crypto/secret.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { type KeyContext, shareBoxKey } from '../../session/secrets.ts';
import { fromBytes } from '../../wire/codec.ts';
import { isUnderRoot } from '../../wire/merkle.ts';
import type { Dealer, Peers, SchemeClientContext } from '../client.ts';
import {
  dealingCodec,
  deliveriesCodec,
  type Delivery,
  SHARE_PAIR_BYTES,
  SHARE_TREE,
  type ShareKind,
  type ShareLeaf,
  shareLeafDigest,
} from './messages.ts';

/** A holder's shares of one dealer's two secrets. The holder reveals at most one of them. */
export interface SharePair {
  readonly maskShare: FieldElement;
  readonly seedShare: FieldElement;
}

/**
 * The leaf for one recipient. Without an agreed secret it is the dealer's own leaf, whose box is
 * empty.
 */
export function leafFor(
  keys: KeyContext,
  self: ClientId,
  recipient: ClientId,
  agreed: Secret | undefined,
  { maskShare, seedShare }: SharePair,
): ShareLeaf {
  const mask = fieldToBytes(maskShare);
  const seed = fieldToBytes(seedShare);
  return {
    box: agreed
      ? sealPair(shareBoxKey(keys, agreed, self, recipient), mask, seed)
      : new Uint8Array(0),
    maskShareDigest: shareDigest(keys.session, self, recipient, 'mask-secret', mask),
    seedShareDigest: shareDigest(keys.session, self, recipient, 'self-mask-seed', seed),
  };
}

function sealPair(
  key: ReturnType<typeof shareBoxKey>,
  mask: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  const pair = new Uint8Array(mask.length + seed.length);
  pair.set(mask);
  pair.set(seed, mask.length);
  const box = sealBox(key, pair);
  key.key.wipe();
  pair.fill(0);
  return box;
}

/** What a client needs to open its boxes. */
interface BoxKeys {
  readonly keys: KeyContext;
  readonly peers: Peers;
  readonly ownPair: SharePair;
}

/**
 * Opens the boxes that came with the `shared` broadcast: two shares from each dealer.
 *
 * @param bytes - the attachment of the broadcast
 * @throws CheckFailure `well-formed`, `share-root` or `share-matches`
 */
export function openDeliveries(
  context: SchemeClientContext,
  own: BoxKeys,
  dealers: readonly Dealer[],
  bytes: Uint8Array,
): ReadonlyMap<ClientId, SharePair> {
  const { checks, session, self } = context;
  const codec = deliveriesCodec(session.parameters.clients);
  const deliveries = wellFormed(
    () => fromBytes(codec, bytes, codec.maxBytes, 'deliveries'),
    undefined,
  );
  // No culprit: an attachment is not signed, and may have been changed in transit.
  checks.require('share-root', deliveries.length === dealers.length, () => ({
    message: `${deliveries.length} boxes came from ${dealers.length} dealers`,
  }));
  const recipients = [...own.peers.schemeKeys.keys()];
  const place = { position: recipients.indexOf(self), count: recipients.length };
  return new Map(
    dealers.map((dealer, i) => [
      dealer.client,
      dealer.client === self
        ? own.ownPair
        : openDelivery(context, own, place, dealer, deliveries[i]!),
    ]),
  );
}

function openDelivery(
  { checks, self }: SchemeClientContext,
  { keys, peers }: BoxKeys,
  { position, count }: { readonly position: number; readonly count: number },
  { client: from, schemeBody }: Dealer,
  { leaf, path }: Delivery,
): SharePair {
  const { root } = wellFormed(
    () => fromBytes(dealingCodec, schemeBody, dealingCodec.maxBytes, 'dealing'),
    from,
  );
  const digest = shareLeafDigest(self, leaf);
  const rooted = isUnderRoot(SHARE_TREE, root, count, position, digest, path);
  checks.require('share-root', rooted, () => ({
    message: `the box from client ${from} is not the one that it signed`,
  }));
  const boxKey = shareBoxKey(keys, peers.agreed.get(from)!, from, self);
  const opened = openBox(boxKey, leaf.box);
  checks.require('share-matches', opened?.length === SHARE_PAIR_BYTES, () => ({
    message: `the box from client ${from} does not open to two shares`,
    // A box that does not open may come from an honest dealer that was shown another list of keys,
    // and therefore derived another key.
    culprit: opened === undefined ? undefined : from,
  }));
  const pair = opened ?? openBoxUnauthenticated(boxKey, leaf.box);
  boxKey.key.wipe();
  const read = (kind: ShareKind, offset: number, signed: Uint8Array): FieldElement => {
    const bytes = pair.slice(offset, offset + ELEMENT_BYTES);
    const share = fieldFromBytes(bytes);
    const matches = equalBytes(shareDigest(keys.session, from, self, kind, bytes), signed);
    checks.require('share-matches', share !== undefined && matches, () => ({
      message: `a share from client ${from} is not the one whose digest it signed`,
      culprit: from,
    }));
    return share ?? 0n;
  };
  return {
    maskShare: read('mask-secret', 0, leaf.maskShareDigest),
    seedShare: read('self-mask-seed', ELEMENT_BYTES, leaf.seedShareDigest),
  };
}
