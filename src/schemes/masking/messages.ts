import { BOX_OVERHEAD } from '../../crypto/box.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { type UnmaskBody, unmaskCodec } from '../../messages/unmask.ts';
import {
  bytesBetween,
  type Codec,
  fixedBytes,
  integer,
  list,
  nested,
  oneOf,
  struct,
} from '../../wire/codec.ts';
import { maxPathLength, merkleLeaf } from '../../wire/merkle.ts';

/**
 * Size of a box's plaintext: a share of the mask secret, then one of the self-mask seed, 32 bytes
 * each.
 */
export const SHARE_PAIR_BYTES = 64;

/** Size of a box. */
export const BOX_BYTES: number = SHARE_PAIR_BYTES + BOX_OVERHEAD;

/**
 * One recipient's leaf under a dealer's root.
 *
 *     ShareLeaf = [box (80, or 0 for the dealer itself), maskPoint (32), seedPoint (32)]
 */
export interface ShareLeaf {
  /** The encrypted shares; empty in the dealer's leaf for itself. */
  readonly box: Uint8Array;
  /** s·G for the recipient's share s of the mask secret. */
  readonly maskPoint: Uint8Array;
  /** The same for its share of the self-mask seed. */
  readonly seedPoint: Uint8Array;
}

/** Codec of one leaf. */
export const shareLeafCodec: Codec<ShareLeaf> = struct<ShareLeaf>({
  box: bytesBetween(0, BOX_BYTES),
  maskPoint: fixedBytes(32),
  seedPoint: fixedBytes(32),
});

/** The digest of a leaf, as the tree takes it. */
export function shareLeafDigest(
  recipient: number,
  { box, maskPoint, seedPoint }: ShareLeaf,
): Uint8Array {
  return sharePointsDigest({ recipient, boxDigest: sha256(box), maskPoint, seedPoint });
}

/** {@link shareLeafDigest} from the digest of the box. */
export function sharePointsDigest({
  recipient,
  boxDigest,
  maskPoint,
  seedPoint,
}: SharePoints): Uint8Array {
  return merkleLeaf(recipient, boxDigest, maskPoint, seedPoint);
}

/**
 * A leaf without its box, and whose it is: what shows whether a dealing lies on polynomials. It is part of evidence and of no
 * message.
 *
 *     SharePoints = [recipient, boxDigest (32), maskPoint (32), seedPoint (32)]
 */
export interface SharePoints {
  readonly recipient: number;
  /** SHA-256 of the box. */
  readonly boxDigest: Uint8Array;
  readonly maskPoint: Uint8Array;
  readonly seedPoint: Uint8Array;
}

/** @param clients - n */
export function sharePointsCodec(clients: number): Codec<readonly SharePoints[]> {
  return list(
    struct<SharePoints>({
      recipient: integer(0, clients - 1),
      boxDigest: fixedBytes(32),
      maskPoint: fixedBytes(32),
      seedPoint: fixedBytes(32),
    }),
    clients,
  );
}

/** The tree label of share leaves. */
export const SHARE_TREE = 'share';

/** The attachment of a Share: all leaves, in the order of their recipients. */
export function shareLeavesCodec(clients: number): Codec<readonly ShareLeaf[]> {
  return list(shareLeafCodec, clients);
}

/**
 * One element of the attachment of `shared` for one recipient: the recipient's leaf from one
 * dealer, and its Merkle path. Elements are in the order of the `shared` list, for those who dealt to the recipient.
 */
export interface Delivery {
  readonly leaf: ShareLeaf;
  readonly path: readonly Uint8Array[];
}

/** @param clients - n */
export function deliveryCodec(clients: number): Codec<Delivery> {
  return struct<Delivery>({
    leaf: shareLeafCodec,
    path: list(fixedBytes(32), maxPathLength(clients)),
  });
}

/**
 * Codec of the attachment of `shared`.
 *
 * @param clients - n
 */
export function deliveriesCodec(clients: number): Codec<readonly Delivery[]> {
  return list(deliveryCodec(clients), clients);
}

/**
 * Codec of the scheme's part of the `unmasking` body: the clients that dealt shares and are not
 * included, ascending. Their mask secrets have to be rebuilt.
 *
 *     MaskingRequest = [dropped client, …]
 *
 * @param clients - n
 */
export function requestCodec(clients: number): Codec<readonly number[]> {
  return list(integer(0, clients - 1), clients);
}

/**
 * Which of a dealer's two secrets a share belongs to. A holder reveals one kind for each dealer.
 */
export type ShareKind = 'mask-secret' | 'self-mask-seed';

/**
 * A revealed share.
 *
 *     RevealedShare = [client, kind, share (32)]
 */
export interface RevealedShare {
  /** The dealer whose secret was shared. */
  readonly client: number;
  readonly kind: ShareKind;
  readonly share: Uint8Array;
}

/**
 * Codec of the scheme's part of the Unmask body: one share for each dealer of which
 * the holder has one, ascending.
 *
 *     MaskingAnswer = [RevealedShare, …]
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

/**
 * Codec of the whole Unmask body, with the scheme's part decoded.
 *
 * @param clients - n
 */
export function maskingUnmaskCodec(clients: number): Codec<UnmaskBody<readonly RevealedShare[]>> {
  return unmaskCodec(nested(answerCodec(clients), 'answer'));
}
