import { sha256 } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';
import { bytesHead, listHead } from '../../wire/cbor.ts';
import type { CborReader } from '../../wire/cborReader.ts';
import { fromBytes } from '../../wire/codec.ts';
import { copyBytes, viewOf } from '../../wire/copyBytes.ts';
import { merkleLeaves, packedTree, type PackedTree, pathOf } from '../../wire/merkle.ts';
import {
  BOX_BYTES,
  type Delivery,
  SHARE_TREE,
  type ShareLeaf,
  shareLeavesCodec,
} from './messages.ts';

const POINT_BYTES = 32;
const DIGEST_BYTES = 32;

/** What is hashed of a leaf: the recipient, the digest of the box, and both points. */
const LEAF_FIELDS = [8, DIGEST_BYTES, POINT_BYTES, POINT_BYTES] as const;
const ROW_BYTES: number = LEAF_FIELDS.reduce<number>((sum, length) => sum + length, 0);

const DELIVERY_HEAD = viewOf(listHead(2));
const NODE_HEAD = viewOf(bytesHead(DIGEST_BYTES));

/** The heads of paths of all lengths. */
const PATH_HEADS = Array.from({ length: 33 }, (_, nodes) => viewOf(listHead(nodes)));

/** Where the parts of one leaf begin, and where it ends. */
const PLACES = 5;
const [LEAF, BOX, MASK_POINT, SEED_POINT, END] = [0, 1, 2, 3, 4] as const;

/**
 * All leaves of a dealing, in the encoding in which they came: a coordinator has n² of them, and passes each on without looking at it
 * again.
 */
export class DealtLeaves {
  /** Whom the dealer dealt to, ascending. */
  readonly recipients: readonly ClientId[];
  /** The root over the leaves; `undefined` if there is not one for each recipient. */
  readonly root: Uint8Array | undefined;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #places: Uint32Array;
  readonly #tree: PackedTree | undefined;

  /**
   * Reads leaves. The bytes are kept.
   *
   * @param recipients - whom the dealer deals to, ascending
   * @param clients - n
   * @throws WireError unless the bytes are what `shareLeavesCodec` writes
   */
  constructor(bytes: Uint8Array, recipients: readonly ClientId[], clients: number) {
    this.recipients = recipients;
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = viewOf(this.#bytes);
    const { maxBytes } = shareLeavesCodec(clients);
    const places = { read: (reader: CborReader) => readPlaces(reader, clients) };
    this.#places = fromBytes(places, this.#bytes, maxBytes, 'share leaves');
    const count = this.#places.length / PLACES;
    // A leaf's digest names its recipient, so there is none for a leaf beyond the list.
    if (count === recipients.length) this.#tree = packedTree(SHARE_TREE, this.#digests());
    this.root = this.#tree?.root;
  }

  /** Whether the dealer dealt to a client. */
  has(client: ClientId): boolean {
    return this.#indexOf(client) >= 0;
  }

  /** The leaf of a recipient. */
  leafOf(client: ClientId): ShareLeaf | undefined {
    const i = this.#indexOf(client);
    if (i < 0) return undefined;
    const box = this.#place(i, BOX);
    const mask = this.#place(i, MASK_POINT);
    const seed = this.#place(i, SEED_POINT);
    return {
      box: this.#bytes.subarray(box, this.#boxEnd(i)),
      maskPoint: this.#bytes.subarray(mask, mask + POINT_BYTES),
      seedPoint: this.#bytes.subarray(seed, seed + POINT_BYTES),
    };
  }

  /** A recipient's leaf with its path. */
  deliveryTo(client: ClientId): Delivery | undefined {
    const leaf = this.leafOf(client);
    return this.#tree && leaf && { leaf, path: pathOf(this.#tree, this.#indexOf(client)) };
  }

  /** The size of {@link encodedDelivery}. */
  deliveryBytes(client: ClientId): number {
    const i = this.#indexOf(client);
    return i < 0 || !this.#tree ? 0 : this.#deliveryBytes(this.#tree, i);
  }

  /** A recipient's leaf with its path, as `deliveryCodec` encodes it; empty if the dealer did not deal to the client. */
  encodedDelivery(client: ClientId): Uint8Array {
    const bytes = new Uint8Array(this.deliveryBytes(client));
    this.writeDelivery(client, viewOf(bytes), 0);
    return bytes;
  }

  /** Writes {@link encodedDelivery} at a place, and returns where it ends. */
  writeDelivery(client: ClientId, into: DataView, at: number): number {
    const i = this.#indexOf(client);
    const tree = this.#tree;
    if (i < 0 || !tree) return at;
    const leaf = this.#place(i, LEAF);
    const path = PATH_HEADS[tree.pathLength(i)]!;
    let to = copyBytes(DELIVERY_HEAD, 0, DELIVERY_HEAD.byteLength, into, at);
    to = copyBytes(this.#view, leaf, this.#place(i, END) - leaf, into, to);
    to = copyBytes(path, 0, path.byteLength, into, to);
    return tree.writePath(i, NODE_HEAD, into, to);
  }

  /** The points of all shares of the mask secret, in the order of the recipients. */
  maskPoints(): Uint8Array {
    return this.#points(MASK_POINT);
  }

  /** The same of the seed. */
  seedPoints(): Uint8Array {
    return this.#points(SEED_POINT);
  }

  #deliveryBytes(tree: PackedTree, i: number): number {
    const nodes = tree.pathLength(i);
    const leaf = this.#place(i, END) - this.#place(i, LEAF);
    const path = PATH_HEADS[nodes]!.byteLength + nodes * (NODE_HEAD.byteLength + DIGEST_BYTES);
    return DELIVERY_HEAD.byteLength + leaf + path;
  }

  #points(part: number): Uint8Array {
    const count = this.#places.length / PLACES;
    const points = new Uint8Array(count * POINT_BYTES);
    for (let i = 0; i < count; i++) this.#copyTo(points, i * POINT_BYTES, this.#place(i, part));
    return points;
  }

  #digests(): Uint8Array {
    const count = this.recipients.length;
    const rows = new Uint8Array(count * ROW_BYTES);
    const view = new DataView(rows.buffer);
    for (let i = 0; i < count; i++) {
      const row = i * ROW_BYTES;
      const box = this.#bytes.subarray(this.#place(i, BOX), this.#boxEnd(i));
      view.setUint32(row + 4, this.recipients[i]!);
      rows.set(sha256(box), row + 8);
      this.#copyTo(rows, row + 8 + DIGEST_BYTES, this.#place(i, MASK_POINT));
      this.#copyTo(rows, row + 8 + DIGEST_BYTES + POINT_BYTES, this.#place(i, SEED_POINT));
    }
    return merkleLeaves(LEAF_FIELDS, rows);
  }

  /** Copies 32 bytes. */
  #copyTo(into: Uint8Array, at: number, from: number): void {
    for (let k = 0; k < POINT_BYTES; k++) into[at + k] = this.#bytes[from + k]!;
  }

  #place(i: number, part: number): number {
    return this.#places[i * PLACES + part]!;
  }

  #boxEnd(i: number): number {
    return this.#place(i, MASK_POINT) - NODE_HEAD.byteLength;
  }

  /** The index of a recipient that there is a leaf for, or −1. */
  #indexOf(client: ClientId): number {
    let [low, high] = [0, this.#places.length / PLACES - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const recipient = this.recipients[middle]!;
      if (recipient === client) return middle;
      if (recipient < client) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** Where the parts of all leaves are. @throws WireError */
function readPlaces(reader: CborReader, most: number): Uint32Array {
  const count = reader.list(0, most);
  const places = new Uint32Array(count * PLACES);
  for (let i = 0, at = 0; i < count; i++) {
    reader.enter(i);
    places[at++] = reader.at;
    reader.list(3, 3, 'the 3 fields box, maskPoint, seedPoint');
    reader.enter('box');
    places[at++] = reader.placeOfBytes(0, BOX_BYTES);
    reader.leave();
    reader.enter('maskPoint');
    places[at++] = reader.placeOfBytes(POINT_BYTES, POINT_BYTES);
    reader.leave();
    reader.enter('seedPoint');
    places[at++] = reader.placeOfBytes(POINT_BYTES, POINT_BYTES);
    reader.leave();
    places[at++] = reader.at;
    reader.leave();
  }
  return places;
}
