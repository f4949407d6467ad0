import { equalBytes, tupleHash, type TupleField } from '../crypto/tupleHash.ts';

/**
 * Merkle trees with the shape of RFC 9162 §2.1 (the left subtree has the largest power of two of
 * leaves that is below the total), and TupleHash256 instead of SHA-256. Leaves and nodes have
 * separate domains, and the root covers the number of leaves, so that no two lists have the same
 * root.
 */
const LEAF = 'veilsum-1/merkle-leaf';
const NODE = 'veilsum-1/merkle-node';
const ROOT = 'veilsum-1/merkle-root';

/** The top node of a tree without leaves. */
const EMPTY: Uint8Array = new Uint8Array(32);

/** The digest of one leaf, from its fields. */
export function merkleLeaf(...fields: readonly TupleField[]): Uint8Array {
  return tupleHash(LEAF, ...fields);
}

/**
 * The root of a list of leaves.
 *
 * @param label - the kind of list; lists of different kinds never have the same root
 * @param leaves - digests from {@link merkleLeaf}, in order
 */
export function merkleRoot(label: string, leaves: readonly Uint8Array[]): Uint8Array {
  return sealRoot(label, leaves.length, leaves.length === 0 ? EMPTY : fold(leaves));
}

/** A tree with the path of each leaf: the siblings on the way to the root, lowest first. */
export interface MerkleTree {
  readonly root: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Computes {@link merkleRoot} and all paths, hashing each node once. */
export function merkleTree(label: string, leaves: readonly Uint8Array[]): MerkleTree {
  const paths: Uint8Array[][] = leaves.map(() => []);
  const top = leaves.length === 0 ? EMPTY : climbing(leaves, paths);
  return { root: sealRoot(label, leaves.length, top), paths };
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

function fold(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const split = splitPoint(leaves.length);
  return tupleHash(NODE, fold(leaves.slice(0, split)), fold(leaves.slice(split)));
}

/** Folds leaves, recording the siblings of each in its path. */
function climbing(leaves: readonly Uint8Array[], paths: readonly Uint8Array[][]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const split = splitPoint(leaves.length);
  const left = climbing(leaves.slice(0, split), paths.slice(0, split));
  const right = climbing(leaves.slice(split), paths.slice(split));
  paths.forEach((path, i) => path.push(i < split ? right : left));
  return tupleHash(NODE, left, right);
}

function sealRoot(label: string, count: number, top: Uint8Array): Uint8Array {
  return tupleHash(ROOT, label, count, top);
}

/** The largest power of two below `count`, for `count` ≥ 2. */
function splitPoint(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1));
}
