import { openBox, openBoxUnauthenticated } from '../crypto/box.ts';
import { fieldFromBytes } from '../crypto/field.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { maxDeliveryBytes, maxMessageBytes } from '../messages/sizes.ts';
import type { ClientId } from '../session/party.ts';
import { shareBoxKey, shareDigest } from '../session/secrets.ts';
import { openFromCoordinator, openSignedList, type Signed } from '../messages/signed.ts';
import { collectedCodec, SMALL_ENVELOPE_BYTES } from '../messages/broadcasts.ts';
import {
  deliveriesCodec,
  type Delivery,
  SHARE_PAIR_BYTES,
  SHARE_TREE,
  shareCodec,
  shareLeafDigest,
} from '../messages/share.ts';
import type { ShareKind } from '../messages/unmask.ts';
import { fromBytes } from '../wire/codec.ts';
import { isUnderRoot } from '../wire/merkle.ts';
import type { Message } from '../wire/message.ts';
import { requireThreshold, requireTranscript, requireOwnEntry, requireSubset } from './context.ts';
import type { SharedContents, SharePair } from './share.ts';

/** Checks the Share list and the boxes, and returns what this client holds of every dealer. @throws CheckFailure */
export async function receiveShares(
  contents: SharedContents,
  message: Message,
): Promise<{ transcriptHash: Uint8Array; held: Map<ClientId, SharePair> }> {
  const { context, peers } = contents;
  const { session } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'shared');
  const envelope = await openFromCoordinator(context, message.envelope, 'shared', maxBytes);
  const body = wellFormed(
    () => fromBytes(collectedCodec(clients), envelope.body, maxBytes, 'shared'),
    'coordinator',
  );
  const transcriptHash = requireTranscript(
    context,
    contents.transcriptHash,
    body.transcriptHash,
    message.envelope,
  );
  const dealers = await openSignedList(context, body.envelopes, 'share', SMALL_ENVELOPE_BYTES);
  requireThreshold(context, dealers.length, 'dealt shares');
  requireOwnEntry(
    context,
    contents.shareEnvelope,
    dealers.find((d) => d.client === context.self)?.bytes,
  );
  requireSubset(
    context,
    dealers.map((d) => d.client),
    (id) => peers.has(id as ClientId),
  );

  const deliveries = wellFormed(() => {
    const bytes = message.attachment ?? new Uint8Array(0);
    return fromBytes(deliveriesCodec(clients), bytes, maxDeliveryBytes(session), 'deliveries');
  }, undefined);
  // Nobody is named for a faulty attachment: it may have been changed in transit.
  const counted = deliveries.length === dealers.length;
  context.checks.require('share-root', counted, () => ({
    message: `${deliveries.length} boxes came from ${dealers.length} dealers`,
  }));
  const held = new Map<ClientId, SharePair>();
  dealers.forEach((dealer, i) => {
    const isOwn = dealer.client === context.self;
    const pair = isOwn ? contents.ownPair : openDelivery(contents, dealer, deliveries[i]!);
    held.set(dealer.client, pair);
  });
  return { transcriptHash, held };
}

function openDelivery(
  { context, keys, peers, agreed }: SharedContents,
  dealer: Signed,
  { leaf, path }: Delivery,
): SharePair {
  const { checks, self } = context;
  const from = dealer.client;
  const { root } = wellFormed(
    () => fromBytes(shareCodec, dealer.body, SMALL_ENVELOPE_BYTES, 'share'),
    from,
  );
  const position = [...peers.keys()].indexOf(self);
  const digest = shareLeafDigest(self, leaf);
  const rooted = isUnderRoot(SHARE_TREE, root, peers.size, position, digest, path);
  checks.require('share-root', rooted, () => ({
    message: `the box from client ${from} is not the one that it signed`,
  }));
  const boxKey = shareBoxKey(keys, agreed.get(from)!, from, self);
  const opened = openBox(boxKey, leaf.box);
  checks.require('share-matches', opened?.length === SHARE_PAIR_BYTES, () => ({
    message: `the box from client ${from} does not open to two shares`,
    // A box that stays shut may be an honest dealer's who was shown another list of keys, and so has another key.
    culprit: opened === undefined ? undefined : from,
  }));
  const pair = opened ?? openBoxUnauthenticated(boxKey, leaf.box);
  boxKey.key.wipe();
  const read = (kind: ShareKind, offset: number, signed: Uint8Array): bigint => {
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
