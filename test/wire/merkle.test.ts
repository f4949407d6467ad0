import { describe, expect, it } from 'vitest';
import { tupleHash } from '../../src/crypto/tupleHash.ts';
import {
  isUnderRoot,
  maxPathLength,
  merkleLeaf,
  merkleRoot,
  merkleTree,
} from '../../src/wire/merkle.ts';
import { includedRoot } from '../../src/messages/confirm.ts';
import { seedOf } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';

const SIZES = Array.from({ length: 40 }, (_, i) => i + 1);
const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => merkleLeaf(i, 'leaf'));

/** RFC 9162 §2.1.1: MTH(D_n) = HASH(MTH(D[0:k]), MTH(D[k:n])), k the largest power of two less than n. */
function treeHead(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return tupleHash(
    'veilsum-1/merkle-node',
    treeHead(leaves.slice(0, k)),
    treeHead(leaves.slice(k)),
  );
}

/** RFC 9162 §2.1.3.1: PATH(m, D_n). */
function inclusionPath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return m < k
    ? [...inclusionPath(m, leaves.slice(0, k)), treeHead(leaves.slice(k))]
    : [...inclusionPath(m - k, leaves.slice(k)), treeHead(leaves.slice(0, k))];
}

describe.each(SIZES)('a tree of %i leaves', (count) => {
  const leaves = leavesOf(count);
  const root = merkleRoot('list', leaves);
  const tree = merkleTree('list', leaves);
  const holds = (
    index: number,
    leaf: Uint8Array,
    path: readonly Uint8Array[],
    n = count,
  ): boolean => isUnderRoot('list', root, n, index, leaf, path);

  it('has the shape of RFC 9162', () => {
    expect(root).toEqual(tupleHash('veilsum-1/merkle-root', 'list', count, treeHead(leaves)));
    expect(tree.root).toEqual(root);
    leaves.forEach((_, i) => {
      expect(tree.paths[i]).toEqual(inclusionPath(i, leaves));
    });
    const longest = Math.max(...tree.paths.map((path) => path.length));
    expect(longest).toBe(maxPathLength(count));
    expect(maxPathLength(count)).toBe(Math.ceil(Math.log2(count)));
  });

  it('holds each leaf at its own place, and nowhere else', () => {
    leaves.forEach((leaf, i) => {
      const places = leaves.map((_, j) => holds(j, leaf, tree.paths[i]!));
      expect(places).toEqual(leaves.map((_, j) => j === i));
    });
  });

  it('refuses indices out of range, other counts, labels, leaves and paths', () => {
    leaves.forEach((leaf, i) => {
      const path = tree.paths[i]!;
      expect(holds(-1, leaf, path)).toBe(false);
      expect(holds(count, leaf, path)).toBe(false);
      for (const other of [0, count - 1, count + 1, 2 * count]) {
        expect(holds(i, leaf, path, other)).toBe(false);
      }
      expect(isUnderRoot('another', root, count, i, leaf, path)).toBe(false);
      expect(holds(i, flipped(leaf, 0), path)).toBe(false);
      expect(holds(i, leaf, [...path, leaf])).toBe(false);
      if (path.length === 0) return;
      expect(holds(i, leaf, path.slice(1))).toBe(false);
      expect(holds(i, leaf, path.slice(0, -1))).toBe(false);
      expect(holds(i, leaf, [flipped(path[0]!, 3), ...path.slice(1)])).toBe(false);
    });
  });
});

describe('roots', () => {
  it('are all different, for lists that differ in length, order, a leaf or label', () => {
    const leaves = leavesOf(8);
    const lists = [
      ...SIZES.map((count) => merkleRoot('list', leavesOf(count))),
      merkleRoot('list', []),
      merkleRoot('list', [...leaves].reverse()),
      merkleRoot(
        'list',
        leaves.map((leaf, i) => (i === 5 ? seedOf('x') : leaf)),
      ),
      merkleRoot('another list', leaves),
    ];
    expect(new Set(lists.map(String)).size).toBe(lists.length);
  });

  it('are not those of a list in which two leaves are replaced by their node', () => {
    const leaves = leavesOf(4);
    const node = tupleHash('veilsum-1/merkle-node', leaves[0]!, leaves[1]!);
    expect(merkleRoot('list', [node, ...leaves.slice(2)])).not.toEqual(merkleRoot('list', leaves));
  });

  it('of an included set tell clients and commitments apart', () => {
    const [a, b] = [seedOf('a'), seedOf('b')];
    const sets = [
      [
        { client: 0, commitDigest: a },
        { client: 1, commitDigest: b },
      ],
      [
        { client: 0, commitDigest: b },
        { client: 1, commitDigest: a },
      ],
      [
        { client: 0, commitDigest: a },
        { client: 2, commitDigest: b },
      ],
      [{ client: 0, commitDigest: a }],
    ];
    expect(new Set(sets.map((set) => String(includedRoot(set)))).size).toBe(sets.length);
  });
});
