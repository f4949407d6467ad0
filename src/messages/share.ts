import { BOX_OVERHEAD } from '../crypto/box.ts';
import { sha256 } from '../crypto/tupleHash.ts';
import { bytesBetween, fixedBytes, list, struct, type Codec } from '../wire/codec.ts';
import { maxPathLength, merkleLeaf } from '../wire/merkle.ts';

/** Bytes of what a box holds: a share of the mask secret, then one of the self-mask seed. */
export const SHARE_PAIR_BYTES = 64;

/** Bytes of a box. */
export const BOX_BYTES: number = SHARE_PAIR_BYTES + BOX_OVERHEAD;

/**
 * Phase 1, from a client: what it stands by of its sharing, and of its commitment before anyone's is known.
 *
 *     Share = [seedDigest (32), root (32), commitmentDigest (32)]
 */
export interface ShareBody {
  /** Digest of the self-mask seed b_u. */
  readonly seedDigest: Uint8Array;
  /** Merkle root over one {@link ShareLeaf} for each client of the Advertise list, in its order. */
  readonly root: Uint8Array;
  /** Digest of the row commitments that follow in phase 2: hiding, and no longer free once the list is out. */
  readonly commitmentDigest: Uint8Array;
}

export const shareCodec: Codec<ShareBody> = struct<ShareBody>({
  seedDigest: fixedBytes(32),
  root: fixedBytes(32),
  commitmentDigest: fixedBytes(32),
});

/**
 * What a dealer's root says of one recipient.
 *
 *     ShareLeaf = [box (80, or 0 for the dealer itself), maskShareDigest (32), seedShareDigest (32)]
 */
export interface ShareLeaf {
  /** The encrypted shares; empty in the dealer's leaf for itself, which keeps its shares. */
  readonly box: Uint8Array;
  readonly maskShareDigest: Uint8Array;
  readonly seedShareDigest: Uint8Array;
}

/** A leaf on the wire. */
export const shareLeafCodec: Codec<ShareLeaf> = struct<ShareLeaf>({
  box: bytesBetween(0, BOX_BYTES),
  maskShareDigest: fixedBytes(32),
  seedShareDigest: fixedBytes(32),
});

/** The digest of a leaf, as the tree takes it. */
export function shareLeafDigest(recipient: number, leaf: ShareLeaf): Uint8Array {
  return merkleLeaf(recipient, sha256(leaf.box), leaf.maskShareDigest, leaf.seedShareDigest);
}

/** The label of the trees over share leaves. */
export const SHARE_TREE = 'share';

/** The attachment of a Share envelope: all leaves, in the order of the Advertise list. */
export function shareLeavesCodec(clients: number): Codec<readonly ShareLeaf[]> {
  return list(shareLeafCodec, clients);
}

/**
 * The attachment of the coordinator's `shared` message, for one recipient: from each dealer of the
 * Share list, in its order, the recipient's leaf and its path.
 */
export interface Delivery {
  readonly leaf: ShareLeaf;
  readonly path: readonly Uint8Array[];
}

/** @param clients - n */
export function deliveriesCodec(clients: number): Codec<readonly Delivery[]> {
  return list(
    struct<Delivery>({ leaf: shareLeafCodec, path: list(fixedBytes(32), maxPathLength(clients)) }),
    clients,
  );
}
