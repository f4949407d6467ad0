import { BOX_OVERHEAD } from '../../crypto/box.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { type ShareBody, shareCodec } from '../../messages/share.ts';
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

/** The scheme's part of messages that have nothing to say: the name of the scheme. */
interface Nothing {
  readonly scheme: 'coded';
}

const nothing: Codec<Nothing> = struct<Nothing>({ scheme: oneOf('coded') });

/**
 * Codec of the scheme's part of the Advertise body: masks need no keys.
 *
 *     CodedKeys = ["coded"]
 */
export const keysCodec: Codec<Nothing> = nothing;

/**
 * Codec of the scheme's part of the `unmasking` body: every holder answers about the set that it signed.
 *
 *     CodedRequest = ["coded"]
 */
export const requestCodec: Codec<Nothing> = nothing;

/** What both are. */
export const NOTHING: Nothing = { scheme: 'coded' };

/**
 * The scheme's part of the Share body.
 *
 *     CodedDealing = [root (32)]
 */
export interface CodedDealing {
  /** Merkle root over one {@link SymbolLeaf} for each client of the `advertised` list, in its order. */
  readonly root: Uint8Array;
}

export const dealingCodec: Codec<CodedDealing> = struct<CodedDealing>({ root: fixedBytes(32) });

/** Sizes in bytes of what belongs to one symbol. */
export interface SymbolSizes {
  /** A symbol, then the blinders of its commitments. */
  readonly plaintext: number;
  /** The points of its commitments. */
  readonly points: number;
}

/** Size of a box. */
function boxBytes({ plaintext }: SymbolSizes): number {
  return plaintext + BOX_OVERHEAD;
}

/**
 * One recipient's leaf under a dealer's root.
 *
 *     SymbolLeaf = [box (32·(L + L_s) + 16, or 0 for the dealer itself), points (64·L_s)]
 */
export interface SymbolLeaf {
  /** The encrypted symbol and its blinders; empty in the dealer's leaf for itself. */
  readonly box: Uint8Array;
  /** Q: commitments to the symbol, one for each sub-row. */
  readonly points: Uint8Array;
}

function leafCodec(symbol: SymbolSizes): Codec<SymbolLeaf> {
  return struct<SymbolLeaf>({
    box: bytesBetween(0, boxBytes(symbol)),
    points: fixedBytes(symbol.points),
  });
}

/** The digest of a leaf as it enters the tree. */
export function leafDigest(recipient: number, { box, points }: SymbolLeaf): Uint8Array {
  return shownLeafDigest(recipient, { boxDigest: sha256(box), points });
}

/** The digest of a leaf of which the box is known by its digest only. */
export function shownLeafDigest(
  recipient: number,
  { boxDigest, points }: { readonly boxDigest: Uint8Array; readonly points: Uint8Array },
): Uint8Array {
  return merkleLeaf(recipient, boxDigest, sha256(points));
}

/** The tree label of symbol leaves. */
export const SYMBOL_TREE = 'symbols';

/** The attachment of a Share: all leaves, in the order of the `advertised` list. */
export function leavesCodec(clients: number, symbol: SymbolSizes): Codec<readonly SymbolLeaf[]> {
  return list(leafCodec(symbol), clients);
}

/** One dealer's leaf for a recipient, with its Merkle path. Elements are in the order of the `shared` list. */
export interface Delivery {
  readonly leaf: SymbolLeaf;
  readonly path: readonly Uint8Array[];
}

/** Codec of one dealer's part of it. */
export function deliveryCodec(clients: number, symbol: SymbolSizes): Codec<Delivery> {
  return struct<Delivery>({
    leaf: leafCodec(symbol),
    path: list(fixedBytes(32), maxPathLength(clients)),
  });
}

/** Codec of the attachment of `shared`. */
export function deliveriesCodec(clients: number, symbol: SymbolSizes): Codec<readonly Delivery[]> {
  return list(deliveryCodec(clients, symbol), clients);
}

/**
 * The scheme's part of the Unmask body. The sums of symbols and of blinders over the included clients are attached.
 *
 *     CodedAnswer = [answerDigest (32)]
 */
export interface CodedAnswer {
  /** SHA-256 of the attachment. */
  readonly answerDigest: Uint8Array;
}

export const answerCodec: Codec<CodedAnswer> = struct<CodedAnswer>({
  answerDigest: fixedBytes(32),
});

/** Codec of the whole Share body, with the scheme's part decoded. */
export const codedShareCodec: Codec<ShareBody<CodedDealing>> = shareCodec(
  nested(dealingCodec, 'dealing'),
);

/** Codec of the whole Unmask body, with the scheme's part decoded. */
export const codedUnmaskCodec: Codec<UnmaskBody<CodedAnswer>> = unmaskCodec(
  nested(answerCodec, 'answer'),
);

/** A dealing without its boxes: what an accusation against its dealer shows. */
export interface ShownLeaf {
  readonly recipient: number;
  readonly boxDigest: Uint8Array;
  readonly points: Uint8Array;
}

/** Codec of all leaves of a dealing, ascending by recipient. */
export function shownLeavesCodec(
  clients: number,
  symbol: SymbolSizes,
): Codec<readonly ShownLeaf[]> {
  return list(
    struct<ShownLeaf>({
      recipient: integer(0, clients - 1),
      boxDigest: fixedBytes(32),
      points: fixedBytes(symbol.points),
    }),
    clients,
  );
}
