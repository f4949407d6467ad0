import { ristretto255 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArena } from '../../src/kernel/arena.ts';
import { createKernel, SCALAR_ORDER } from '../../src/kernel/index.ts';
import { compileKernel } from '../../src/kernel/wasm.ts';
import { windowsForScalars } from '../../src/kernel/windows.ts';
import { integers } from './samples.ts';

const kernel = await createKernel({ threads: 1 });
const arena = await openArena(await compileKernel());
const { BASE } = ristretto255.Point;

const HALF = (SCALAR_ORDER - 1n) / 2n;

/** Around 0, L / 2, L, 2^251, 2^252, and limbs and windows that are all ones. */
const EDGES: readonly bigint[] = [
  ...[0n, HALF, SCALAR_ORDER, 2n ** 251n, 2n ** 251n + 2n ** 124n, 2n ** 252n].flatMap((centre) =>
    [-2n, -1n, 0n, 1n, 2n].map((offset) => centre + offset),
  ),
  ...Array.from({ length: 9 }, (_, i) => (2n ** 29n - 1n) << BigInt(29 * i)),
  ...Array.from({ length: 9 }, (_, i) => (2n ** 28n) << BigInt(29 * i)),
].filter((x) => x >= 0n && x < SCALAR_ORDER);

const scalar = fc.oneof(fc.constantFrom(...EDGES), fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n }));

describe('recodeScalars', () => {
  /** The integer that the digits of each scalar stand for, and the largest digit. */
  function recoded(list: readonly bigint[], w: number, windows: number): readonly bigint[] {
    return arena.during(() => {
      const scalars = arena.put(integers(list));
      const at = arena.take(2 * list.length * windows);
      arena.wasm.recodeScalars(at, scalars, list.length, w, windows);
      const digits = new Int16Array(arena.wasm.memory.buffer, at, list.length * windows);
      expect(digits.every((digit) => Math.abs(digit) <= 2 ** (w - 1))).toBe(true);
      return list.map((_, i) =>
        Array.from({ length: windows }, (__, t) =>
          BigInt(digits[t * list.length + i]!),
        ).reduceRight((sum, digit) => (sum << BigInt(w)) + digit, 0n),
      );
    });
  }

  it('writes s or s − L, in 252 bits, for windows of all widths', () => {
    for (let w = 2; w <= 14; w++) {
      const list = [...EDGES, ...fc.sample(scalar, 50)];
      const expected = list.map((s) => (s <= HALF ? s : s - SCALAR_ORDER));
      expect(recoded(list, w, Math.ceil(252 / w))).toEqual(expected);
    }
  });

  it('gets windows that cover 252 bits, for any number of terms', () => {
    for (const count of [1, 2, 129, 700, 5000, 32_768, 131_072]) {
      const { bits, windows } = windowsForScalars(count);
      expect(bits * windows).toBeGreaterThanOrEqual(252);
      expect(bits).toBeLessThanOrEqual(14);
    }
  });
});

describe('sumRistretto', () => {
  it('is right for edge scalars, where terms have tables and where they have buckets', async () => {
    for (const count of [1, 2, 63, 64, 65, 400]) {
      const logarithms = Array.from({ length: count }, (_, i) => BigInt(i % 5) * 977n + 1n);
      const points = kernel.multiplyRistrettoByEach(BASE.toBytes(), integers(logarithms))!;
      const factors = logarithms.map((_, i) => EDGES[(i * 7) % EDGES.length]!);
      const sum = logarithms.reduce((total, x, i) => total + x * factors[i]!, 0n) % SCALAR_ORDER;
      const expected = sum === 0n ? new Uint8Array(32) : BASE.multiplyUnsafe(sum).toBytes();
      expect(await kernel.sumRistretto(points, integers(factors))).toEqual(expected);
    }
  });
});
