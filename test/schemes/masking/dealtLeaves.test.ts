import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/crypto/random.ts';
import { DealtLeaves } from '../../../src/schemes/masking/dealtLeaves.ts';
import {
  deliveryCodec,
  SHARE_TREE,
  shareLeafDigest,
  type ShareLeaf,
  shareLeavesCodec,
} from '../../../src/schemes/masking/messages.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { viewOf } from '../../../src/wire/copyBytes.ts';
import { toBytes } from '../../../src/wire/codec.ts';
import { merkleTree } from '../../../src/wire/merkle.ts';

const N = 40;
const random = seededRandom(Uint8Array.of(1));

function leavesFor(count: number, own: number): ShareLeaf[] {
  return Array.from({ length: count }, (_, i) => ({
    box: random(i === own ? 0 : 80),
    maskPoint: random(32),
    seedPoint: random(32),
  }));
}

describe.each([1, 2, 3, 8, 13, 37])('leaves of a dealing to %i clients', (count) => {
  const recipients = Array.from({ length: count }, (_, i) => (i + (i > 4 ? 2 : 1)) as ClientId);
  const leaves = leavesFor(count, 2);
  const encoded = toBytes(shareLeavesCodec(N), leaves);
  const dealt = new DealtLeaves(encoded, recipients, N);
  const digests = leaves.map((leaf, i) => shareLeafDigest(recipients[i]!, leaf));
  const tree = merkleTree(SHARE_TREE, digests);

  it('have the root that one digest after another gives', () => {
    expect(dealt.root).toEqual(tree.root);
  });

  it('are delivered as the codec writes them', () => {
    recipients.forEach((recipient, i) => {
      const delivery = { leaf: leaves[i]!, path: tree.paths[i]! };
      expect(dealt.has(recipient)).toBe(true);
      expect(dealt.deliveryTo(recipient)).toEqual(delivery);
      expect(dealt.encodedDelivery(recipient)).toEqual(toBytes(deliveryCodec(N), delivery));
      expect(dealt.deliveryBytes(recipient)).toBe(dealt.encodedDelivery(recipient).length);
    });
  });

  it('are written one after another, each where the one before ends', () => {
    const wanted = recipients.map((recipient) => dealt.encodedDelivery(recipient));
    const into = new Uint8Array(wanted.reduce((sum, { length }) => sum + length, 2)).fill(7);
    let at = 1;
    for (const recipient of recipients) at = dealt.writeDelivery(recipient, viewOf(into), at);
    expect(dealt.writeDelivery(N as ClientId, viewOf(into), at)).toBe(at);
    expect([...into]).toEqual([7, ...wanted.flatMap((bytes) => [...bytes]), 7]);
  });

  it('hold nothing for anybody else', () => {
    for (const other of [0, recipients.at(-1) + 1, N] as ClientId[]) {
      expect(dealt.has(other)).toBe(false);
      expect(dealt.leafOf(other)).toBeUndefined();
      expect(dealt.deliveryTo(other)).toBeUndefined();
      expect(dealt.deliveryBytes(other)).toBe(0);
      expect(dealt.encodedDelivery(other)).toHaveLength(0);
    }
  });

  it('give their points in the order of the recipients', () => {
    const all = (pick: (leaf: ShareLeaf) => Uint8Array): number[] =>
      leaves.flatMap((leaf) => [...pick(leaf)]);
    expect([...dealt.maskPoints()]).toEqual(all((leaf) => leaf.maskPoint));
    expect([...dealt.seedPoints()]).toEqual(all((leaf) => leaf.seedPoint));
  });
});

describe('leaves that are not one for each recipient', () => {
  const leaves = leavesFor(3, 0);
  const encoded = toBytes(shareLeavesCodec(N), leaves);

  it('have no root', () => {
    for (const count of [2, 4]) {
      const recipients = Array.from({ length: count }, (_, i) => i as ClientId);
      expect(new DealtLeaves(encoded, recipients, N).root).toBeUndefined();
    }
  });

  it('deliver nothing', () => {
    const dealt = new DealtLeaves(encoded, [0, 1, 2, 3] as ClientId[], N);
    expect(dealt.deliveryTo(1 as ClientId)).toBeUndefined();
    expect(dealt.encodedDelivery(1 as ClientId)).toHaveLength(0);
    expect(dealt.deliveryBytes(1 as ClientId)).toBe(0);
  });

  it('are read as strictly as the codec reads them', () => {
    const recipients = [0, 1, 2] as ClientId[];
    const read =
      (bytes: Uint8Array, clients = N): (() => DealtLeaves) =>
      () =>
        new DealtLeaves(bytes, recipients, clients);
    expect(read(encoded, 2)).toThrow(/bytes where at most|expected a list/);
    expect(read(encoded.subarray(0, -1))).toThrow('share leaves[2].seedPoint');
    expect(read(Uint8Array.of(...encoded, 0))).toThrow('1 bytes are left over');
    const short = leaves.map((leaf, i) => (i === 1 ? { ...leaf, maskPoint: random(31) } : leaf));
    expect(read(toBytes(shareLeavesCodec(N), short))).toThrow('share leaves[1].maskPoint');
    const long = leaves.map((leaf, i) => (i === 1 ? { ...leaf, box: random(81) } : leaf));
    expect(read(toBytes(shareLeavesCodec(N), long))).toThrow('share leaves[1].box');
  });
});
