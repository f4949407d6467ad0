import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArena } from '../../src/kernel/arena.ts';
import {
  createKernel,
  ELEMENT_BYTES,
  type Kernel,
  type Mask,
  MASK_BLOCK_ELEMENTS,
} from '../../src/kernel/index.ts';
import {
  MOST_BYTES,
  nodeKeys,
  platformKeys,
  webKeys,
  type OpenKey,
} from '../../src/kernel/keystream.ts';
import { addMasks } from '../../src/kernel/masks.ts';
import { nodeCrypto } from '../../src/kernel/platform.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { sequence, someElements, vector } from './samples.ts';

const oracle = referenceKernel();
let kernel: Kernel;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
});

/** Masks of both signs with keys that look random. */
function someMasks(count: number, seed: number): Mask[] {
  const numbers = sequence(seed);
  return Array.from({ length: count }, (_, i) => ({
    key: new Uint8Array(32).map(() => numbers.next().value >>> 24),
    sign: i % 3 === 1 ? -1 : 1,
  }));
}

/** Bytes as hexadecimal digits, and back. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const unhex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

const ciphers: [string, () => OpenKey][] = [
  ['Node’s cipher', () => nodeKeys(nodeCrypto()!)],
  ['WebCrypto’s cipher', () => webKeys(globalThis.crypto)],
  ['the platform’s choice', platformKeys],
];

describe.each(ciphers)('the stream of %s', (_name, cipher) => {
  it('is AES-256-CTR: the key of SP 800-38A §F.5.5, counter zero', async () => {
    // The counter blocks of the standard's example do not start at be64(j) ‖ 0, so its key is used with the forward
    // cipher of zero, which any AES-256 gives: AES-256(key, 0^128).
    const key = unhex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const stream = (await cipher()(key)).block(0);
    const first = await stream.next(32);
    expect(hex(first).slice(0, 32)).toBe('e568f68194cf76d6174d4cc04310a854');
  });

  it('goes on where it was, block by block of its own', async () => {
    const [mask] = someMasks(1, 7);
    const key = await cipher()(mask!.key);
    for (const j of [0, 1, 0x12345678, 2 ** 40]) {
      const counter = new Uint8Array(16);
      new DataView(counter.buffer).setBigUint64(0, BigInt(j));
      const expected = createCipheriv('aes-256-ctr', mask!.key, counter).update(
        new Uint8Array(64 + MOST_BYTES + 32),
      );
      const stream = key.block(j);
      const parts = [await stream.next(64), await stream.next(MOST_BYTES), await stream.next(32)];
      expect(parts.map(hex).join('')).toBe(hex(expected));
    }
  });

  it('gives the oracle’s masks', async () => {
    const arena = await openArena(await compileKernel());
    const into = someElements(4099, 1);
    const expected = into.slice();
    const masks = someMasks(3, 2);
    await oracle.addMasks(expected, masks);
    await addMasks(arena, cipher(), into, masks, 0);
    expect(hex(into)).toBe(hex(expected));
  });
});

describe('addMasks', () => {
  it('is the oracle’s for any vector', async () => {
    await fc.assert(
      fc.asyncProperty(vector(0, 40), fc.nat(5), fc.nat(), async (into, count, seed) => {
        const expected = into.slice();
        const masks = someMasks(count, seed);
        await oracle.addMasks(expected, masks);
        await kernel.addMasks(into, masks);
        expect(into).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 4095, 4096, 4097, 8192, 9000])('is the oracle’s for %d elements', async (count) => {
    const into = someElements(count, count);
    const expected = into.slice();
    const masks = someMasks(2, count);
    await oracle.addMasks(expected, masks);
    await kernel.addMasks(into, masks);
    expect(hex(into)).toBe(hex(expected));
  });

  it('asks a stream again where it has to', async () => {
    // Many short vectors: some of them meet more rejected candidates than were asked for in advance.
    const numbers = sequence(11);
    for (let round = 0; round < 15; round++) {
      const into = someElements(2000, round);
      const expected = into.slice();
      const masks = someMasks(3, numbers.next().value);
      await oracle.addMasks(expected, masks);
      await kernel.addMasks(into, masks);
      expect(hex(into)).toBe(hex(expected));
    }
  });

  it('takes away what it added, and leaves keys as they are', async () => {
    const into = someElements(5000, 3);
    const before = into.slice();
    const masks = someMasks(4, 4);
    const keys = masks.map(({ key }) => hex(key));
    await kernel.addMasks(into, masks);
    expect(into).not.toEqual(before);
    const opposite = masks.map(({ key, sign }): Mask => ({ key, sign: sign === 1 ? -1 : 1 }));
    await kernel.addMasks(into, opposite);
    expect(hex(into)).toBe(hex(before));
    expect(masks.map(({ key }) => hex(key))).toEqual(keys);
  });

  it.each([
    [1, 1],
    [4096, 1],
    [4097, 1],
    [9000, 1],
    [12288, 2],
    [13000, 2],
  ])(
    'over %d elements is the sum of what it is over pieces of %d blocks',
    async (count, blocks) => {
      const masks = someMasks(3, count);
      const before = someElements(count, count);
      const whole = before.slice();
      await kernel.addMasks(whole, masks);
      const pieced = before.slice();
      const size = blocks * MASK_BLOCK_ELEMENTS * ELEMENT_BYTES;
      for (let at = 0; at < pieced.length; at += size) {
        for (const mask of masks) {
          const sum = new Uint8Array(Math.min(size, pieced.length - at));
          const expected = sum.slice();
          const firstBlock = (at / size) * blocks;
          await kernel.addMasks(sum, [mask], { firstBlock });
          await oracle.addMasks(expected, [mask], { firstBlock });
          expect(hex(sum)).toBe(hex(expected));
          kernel.add(pieced.subarray(at, at + sum.length), sum);
        }
      }
      expect(hex(pieced)).toBe(hex(whole));
    },
  );

  it('begins at a block with workers as on one thread', async () => {
    const workers = await createKernel({ threads: 3 });
    const masks = someMasks(2, 9);
    const [alone, together] = [someElements(40_000, 5), someElements(40_000, 5)];
    await kernel.addMasks(alone, masks, { firstBlock: 7 });
    await workers.addMasks(together, masks, { firstBlock: 7 });
    expect(hex(together)).toBe(hex(alone));
    workers.close();
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses to begin at block %d', async (firstBlock) => {
    await expect(kernel.addMasks(new Uint8Array(32), [], { firstBlock })).rejects.toThrow(
      RangeError,
    );
  });

  it('refuses keys of another length and vectors that are none', async () => {
    await expect(
      kernel.addMasks(new Uint8Array(32), [{ key: new Uint8Array(16), sign: 1 }]),
    ).rejects.toThrow(RangeError);
    await expect(kernel.addMasks(new Uint8Array(33), [])).rejects.toThrow(RangeError);
  });
});
