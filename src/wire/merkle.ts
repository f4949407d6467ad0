import { concatBytes } from '@noble/hashes/utils.js';
import { equalBytes, tupleHash, tupleHashEach, type TupleField } from '../crypto/tupleHash.ts';
import { copyBytes, viewOf } from './copyBytes.ts';

/**
 * Merkle trees with the shape of RFC 9162 §2.1 (the left subtree has the largest power of two of
 * leaves that is below the total), and TupleHash256 instead of SHA-256. Leaves and nodes have
 * separate domains, and the root covers the number of leaves, so that no two lists have the same
 * root.
 */
const LEAF = 'veilsum-1/merkle-leaf';
const NODE = 'veilsum-1/merkle-node';
const ROOT = 'veilsum-1/merkle-root';

const DIGEST_BYTES = 32;

/** The top node of a tree without leaves. */
const EMPTY: Uint8Array = new Uint8Array(DIGEST_BYTES);

/** The digest of one leaf, from its fields. */
export function merkleLeaf(...fields: readonly TupleField[]): Uint8Array {
  return tupleHash(LEAF, ...fields);
}

/**
 * {@link merkleLeaf} of many leaves, whose fields are byte strings of the same lengths in all of them; a number is 8 bytes, big-endian.
 * Digests and rows are one after another.
 */
export function merkleLeaves(lengths: readonly number[], rows: Uint8Array): Uint8Array {
  return tupleHashEach(LEAF, lengths, rows);
}

/**
 * The root of a list of leaves.
 *
 * @param label - the kind of list; lists of different kinds never have the same root
 * @param leaves - digests from {@link merkleLeaf}, in order
 */
export function merkleRoot(label: string, leaves: readonly Uint8Array[]): Uint8Array {
  return packedTree(label, concatBytes(...leaves)).root;
}

const NOTHING: DataView = new DataView(new ArrayBuffer(0));

/** A tree with the path of each leaf: the siblings on the way to the root, lowest first. */
export interface MerkleTree {
  readonly root: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Computes {@link merkleRoot} and all paths, hashing each node once. */
export function merkleTree(label: string, leaves: readonly Uint8Array[]): MerkleTree {
  const tree = packedTree(label, concatBytes(...leaves));
  return { root: tree.root, paths: leaves.map((_, i) => pathOf(tree, i)) };
}

/** A tree whose paths are made when they are asked for. */
export interface PackedTree {
  readonly root: Uint8Array;
  /** The length of a leaf's path. */
  pathLength(index: number): number;
  /** Writes the path of a leaf, with some bytes before each of its nodes, and returns where it ends. */
  writePath(index: number, before: DataView, into: DataView, at: number): number;
}

/**
 * {@link merkleTree} of many leaves.
 *
 * @param leaves - digests of all leaves, one after another
 */
export function packedTree(label: string, leaves: Uint8Array): PackedTree {
  const levels = [leaves];
  let top = leaves;
  while (top.length > DIGEST_BYTES) {
    top = levelAbove(top);
    levels.push(top);
  }
  const count = leaves.length / DIGEST_BYTES;
  const views = levels.map(viewOf);
  return {
    root: sealRoot(label, count, count === 0 ? EMPTY : top),
    pathLength(index) {
      let length = 0;
      for (let height = 0; height < levels.length; height++) {
        if (siblingAt(index, height) < levels[height]!.length) length++;
      }
      return length;
    },
    writePath(index, before, into, at) {
      let to = at;
      for (let height = 0; height < levels.length; height++) {
        const from = siblingAt(index, height);
        if (from >= levels[height]!.length) continue;
        to = copyBytes(before, 0, before.byteLength, into, to);
        to = copyBytes(views[height]!, from, DIGEST_BYTES, into, to);
      }
      return to;
    },
  };
}

/** The path of a leaf. */
export function pathOf(tree: PackedTree, index: number): Uint8Array[] {
  const length = tree.pathLength(index);
  const nodes = new Uint8Array(length * DIGEST_BYTES);
  tree.writePath(index, NOTHING, viewOf(nodes), 0);
  return Array.from({ length }, (_, i) => nodes.slice(i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES));
}

/** Where the sibling of a node is in the level of that height; beyond its end if there is none. */
function siblingAt(index: number, height: number): number {
  return ((index >> height) ^ 1) * DIGEST_BYTES;
}

/** Whether `leaf` is at position `index` in the list of `count` leaves with this root. */
export function isUnderRoot(
  label: string,
  root: Uint8Array,
  count: number,
  index: number,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  const top = climb(count, index, leaf, path);
  return top !== undefined && equalBytes(sealRoot(label, count, top), root);
}

/** Maximum length of a path in a tree of `count` leaves. */
export function maxPathLength(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

function climb(
  count: number,
  index: number,
  leaf: Uint8Array,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (index < 0 || index >= count) return undefined;
  if (count === 1) return path.length === 0 ? leaf : undefined;
  const sibling = path.at(-1);
  if (sibling === undefined) return undefined;
  const split = splitPoint(count);
  const below = path.slice(0, -1);
  if (index < split) {
    const left = climb(split, index, leaf, below);
    return left && tupleHash(NODE, left, sibling);
  }
  const right = climb(count - split, index - split, leaf, below);
  return right && tupleHash(NODE, sibling, right);
}

/**
 * The nodes over the nodes of a level. The last one is passed on where it has no sibling: then each left subtree has the largest power
 * of two of leaves that is below the total.
 */
function levelAbove(nodes: Uint8Array): Uint8Array {
  const paired = nodes.length - (nodes.length % (2 * DIGEST_BYTES));
  const above = new Uint8Array(paired / 2 + nodes.length - paired);
  above.set(tupleHashEach(NODE, [DIGEST_BYTES, DIGEST_BYTES], nodes.subarray(0, paired)));
  above.set(nodes.subarray(paired), paired / 2);
  return above;
}

function sealRoot(label: string, count: number, top: Uint8Array): Uint8Array {
  return tupleHash(ROOT, label, count, top);
}

/** The largest power of two below `count`, for `count` ≥ 2. */
function splitPoint(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1));
}
