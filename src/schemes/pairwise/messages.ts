import { BOX_OVERHEAD } from '../../crypto/box.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { type AdvertiseBody, advertiseCodec } from '../../messages/advertise.ts';
import { type ShareBody, shareCodec } from '../../messages/share.ts';
import { type UnmaskBody, unmaskCodec } from '../../messages/unmask.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  fromBytes,
  integer,
  list,
  nested,
  oneOf,
  struct,
} from '../../wire/codec.ts';
import { maxPathLength, merkleLeaf } from '../../wire/merkle.ts';

/**
 * The scheme's part of Advertise.
 *
 *     PairwiseKeys = [maskKey (32)]
 */
export interface PairwiseKeys {
  /** ristretto255 key that pairwise masks come from. */
  readonly maskKey: Uint8Array;
}

export const keysCodec: Codec<PairwiseKeys> = struct<PairwiseKeys>({ maskKey: fixedBytes(32) });

/** The mask key in the scheme's part of an Advertise. @throws WireError */
export function maskKeyIn(schemeKeys: Uint8Array): Uint8Array {
  return fromBytes(keysCodec, schemeKeys, keysCodec.maxBytes, 'keys').maskKey;
}

/**
 * The scheme's part of Share: what a dealer stands by.
 *
 *     PairwiseDealing = [seedDigest (32), root (32)]
 */
export interface PairwiseDealing {
  /** Digest of the self-mask seed b_u. */
  readonly seedDigest: Uint8Array;
  /** Merkle root over one {@link ShareLeaf} for each client of the Advertise list, in its order. */
  readonly root: Uint8Array;
}

export const dealingCodec: Codec<PairwiseDealing> = struct<PairwiseDealing>({
  seedDigest: fixedBytes(32),
  root: fixedBytes(32),
});

/** Bytes of what a box holds: a share of the mask secret, then one of the self-mask seed. */
export const SHARE_PAIR_BYTES = 64;

/** Bytes of a box. */
export const BOX_BYTES: number = SHARE_PAIR_BYTES + BOX_OVERHEAD;

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

/** Sent with a Share: all leaves, in the order of the Advertise list. */
export function shareLeavesCodec(clients: number): Codec<readonly ShareLeaf[]> {
  return list(shareLeafCodec, clients);
}

/** Sent with `shared`, to one recipient: from each dealer of the Share list, in its order, the recipient's leaf and its path. */
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

/**
 * The scheme's part of `unmasking`: clients that dealt shares and are not included, ascending. Their mask secrets are needed.
 *
 *     PairwiseRequest = [dropped client, …]
 *
 * @param clients - n
 */
export function requestCodec(clients: number): Codec<readonly number[]> {
  return list(integer(0, clients - 1), clients);
}

/** Which of a client's two secrets a share is of. One share names one kind: never both for one client. */
export type ShareKind = 'mask-secret' | 'self-mask-seed';

/**
 * One share that leaves its holder.
 *
 *     RevealedShare = [client, kind, share (32)]
 */
export interface RevealedShare {
  /** Whose secret it is a share of. */
  readonly client: number;
  readonly kind: ShareKind;
  readonly share: Uint8Array;
}

/**
 * The scheme's part of Unmask: one share for each client of the Share list that was asked for or included, ascending.
 *
 *     PairwiseAnswer = [RevealedShare, …]
 *
 * @param clients - n
 */
export function answerCodec(clients: number): Codec<readonly RevealedShare[]> {
  return list(
    struct<RevealedShare>({
      client: integer(0, clients - 1),
      kind: oneOf('mask-secret', 'self-mask-seed'),
      share: fixedBytes(32),
    }),
    clients,
  );
}

/** Whole bodies, for those who look into the scheme's part. */
export const pairwiseAdvertiseCodec: Codec<AdvertiseBody<PairwiseKeys>> = advertiseCodec(
  nested(keysCodec, 'keys'),
);

export const pairwiseShareCodec: Codec<ShareBody<PairwiseDealing>> = shareCodec(
  nested(dealingCodec, 'dealing'),
);

/** @param clients - n */
export function pairwiseUnmaskCodec(clients: number): Codec<UnmaskBody<readonly RevealedShare[]>> {
  return unmaskCodec(nested(answerCodec(clients), 'answer'));
}
