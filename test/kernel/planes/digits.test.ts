import { babyjubjub } from '@noble/curves/misc.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { createKernel, FIELD_ORDER, type ClosableKernel } from '../../../src/kernel/index.ts';
import {
  addPlanes,
  addRow,
  gramMatrix,
  lookUpTables,
  takeHistogram,
  takeWords,
  words,
  type Patterns,
} from '../../../src/kernel/planes/digits.ts';
import {
  addBlinders,
  addProducts,
  areCanonical,
  areOnCurve,
  combOf,
  identities,
  isTorsion,
  readSummands,
  sliceSummands,
  writePoints,
} from '../../../src/kernel/planes/points.ts';
import { inWorkspace, type Workspace } from '../../../src/kernel/planes/workspace.ts';
import {
  element,
  IDENTITY,
  integers,
  pointAt,
  points,
  smallOrderPoints,
  someElements,
} from '../samples.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

let kernel: ClosableKernel;
let generators: Uint8Array;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
  generators = await deriveGenerators(kernel, 32);
});

const G = (): Uint8Array => generators.subarray(64);

/** Patterns in a workspace. */
function put(workspace: Workspace, list: readonly number[], bytes: number): Patterns {
  const at = takeWords(workspace, list.length);
  words(workspace, at, list.length).set(list.map((value) => value | 0));
  return { at, bytes };
}

const pattern = fc.oneof(
  fc.constantFrom(0, 1, 0xffff_ffff, 0x8000_0000, 0x8080, 255, 256),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);

describe('patterns of digits', () => {
  it('are those of the value in the weights that end at the range, and nothing else passes', async () => {
    const bounds = [1, 2, 3, 5, 127, 128, 32767, 32768, 2 ** 23 - 1, 2 ** 31 - 1];
    await inWorkspace((workspace) => {
      for (const bound of bounds) {
        const bits = (2 * bound).toString(2).length;
        const top = 2 * bound - 2 ** (bits - 1) + 1;
        const values = [0, 1, -1, bound, -bound, bound - 1, 1 - bound, bound >> 1].filter(
          (value) => Math.abs(value) <= bound,
        );
        workspace.scoped(() => {
          const from = put(workspace, values, 4).at;
          const at = takeWords(workspace, values.length);
          const write = (): number =>
            workspace.wasm.writePatterns(at, from, values.length, BigInt(bound), bits, BigInt(top));
          expect(write()).toBe(1);
          [...words(workspace, at, values.length)].forEach((word, i) => {
            let value = 0;
            for (let k = 0; k < bits; k++) {
              if ((word >>> k) & 1) value += k < bits - 1 ? 2 ** k : top;
            }
            expect(value - bound).toBe(values[i]);
            expect(bits === 32 ? 0 : word >>> bits).toBe(0);
          });
          for (const wrong of [bound + 1, -bound - 1, 2 ** 31 - 1, -(2 ** 31)]) {
            if (Math.abs(wrong) <= bound || wrong > 2 ** 31 - 1) continue;
            words(workspace, from, 1)[0] = wrong;
            expect(write()).toBe(0);
          }
        });
      }
      return Promise.resolve();
    });
  });

  it('are counted by pairs of their digits, and looked up', async () => {
    await inWorkspace((workspace) => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(pattern, element), { minLength: 1, maxLength: 12 }),
          element,
          fc.constantFrom([0, 1], [1, 2], [0, 3]),
          (entries, weight, [lower, upper]) => {
            workspace.scoped(() => {
              const list = entries.map(([word]) => word);
              const held = put(workspace, list, 4);
              const histogram = takeHistogram(workspace, lower, upper, 16);
              const columns = workspace.fromIntegers(entries.map(([, column]) => column));
              const row = workspace.fromInteger(weight);
              addRow(workspace, histogram, held, list.length, row, columns);
              const gram = gramMatrix(workspace, histogram);
              const digit = (word: number, k: number): bigint =>
                BigInt((word >>> (k < 8 ? 8 * lower + k : 8 * upper + k - 8)) & 1);
              for (const [k, l] of [
                [0, 0],
                [3, 11],
                [7, 7],
                [8, 15],
                [15, 15],
              ] as const) {
                const expected = entries.reduce(
                  (sum, [word, column]) => sum + digit(word, k) * digit(word, l) * column,
                  0n,
                );
                expect(gram[16 * k + l]).toBe(mod(expected * weight));
              }
            });
          },
        ),
        { numRuns: 12 },
      );
      return Promise.resolve();
    });
  });

  it('are committed to plane by plane', async () => {
    await inWorkspace(async (workspace) => {
      const list = [...someElements(8, 3)].slice(0, 32).map((byte, i) => (byte * 257 + i) & 1023);
      const [rows, columns, bits] = [2, 16, 10];
      const held = put(workspace, list, 2);
      const sums = identities(workspace, rows * (bits - 1));
      const summands = readSummands(workspace, G().subarray(0, 64 * columns));
      for (const first of [0, 8]) {
        addPlanes(workspace, sums, summands, held, { first, columns, rows, least: 1, bits });
      }
      const planes = writePoints(workspace, sums, rows * (bits - 1));
      for (let j = 0; j < rows; j++) {
        for (let k = 1; k < bits; k++) {
          const row = Int32Array.from(
            list.slice(j * columns, (j + 1) * columns),
            (word) => (word >>> k) & 1,
          );
          const expected = await kernel.commitRows(row, new Uint8Array(32), columns, generators);
          expect(pointAt(planes, j * (bits - 1) + k - 1)).toEqual(expected);
        }
      }
    });
  });
});

describe('points in the workspace', () => {
  it('are multiplied by buckets and by the comb alike', async () => {
    const edges = integers([0n, 1n, 2n, 15n, 16n, FIELD_ORDER - 1n, 1n << 249n]);
    const scalars = new Uint8Array([...edges, ...someElements(5, 9)]);
    await inWorkspace((workspace) => {
      const { Point } = babyjubjub;
      const base = pointAt(generators, 3);
      const [x, y] = [0, 32].map((at) =>
        [...base.subarray(at, at + 32)].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
      );
      const comb = combOf(workspace, base);
      const count = scalars.length / 32;
      const sums = identities(workspace, count);
      addBlinders(workspace, sums, comb, scalars);
      const products = writePoints(workspace, sums, count);
      const list = readSummands(workspace, base);
      for (let i = 0; i < count; i++) {
        const scalar = scalars.subarray(32 * i, 32 * i + 32);
        const sum = identities(workspace, 1);
        addProducts(workspace, sum, sliceSummands(list, 0, 1), scalar);
        expect(writePoints(workspace, sum, 1)).toEqual(pointAt(products, i));
        const value = [...scalar].reduceRight((whole, byte) => (whole << 8n) | BigInt(byte), 0n);
        const expected =
          value === 0n
            ? IDENTITY
            : points([
                ((p): [bigint, bigint] => [p.x, p.y])(
                  Point.fromAffine({ x: x!, y: y! }).multiplyUnsafe(value).toAffine(),
                ),
              ]);
        expect(pointAt(products, i)).toEqual(expected);
      }
      return Promise.resolve();
    });
  });

  it('vanish, times eight, where their order divides it, and nowhere else', async () => {
    await inWorkspace((workspace) => {
      const verdict = (list: Uint8Array): boolean => {
        const sum = identities(workspace, 1);
        addProducts(workspace, sum, readSummands(workspace, list), integers([1n]));
        return isTorsion(workspace, sum);
      };
      for (let i = 0; i < 8; i++) expect(verdict(pointAt(smallOrderPoints(), i))).toBe(true);
      expect(verdict(pointAt(generators, 1))).toBe(false);
      return Promise.resolve();
    });
  });

  it('and elements are judged as by the kernel', async () => {
    await inWorkspace((workspace) => {
      const off = generators.slice(0, 128);
      off[70]! ^= 1;
      expect(areOnCurve(workspace, generators)).toBe(true);
      expect(areOnCurve(workspace, off)).toBe(false);
      expect(areCanonical(workspace, integers([0n, FIELD_ORDER - 1n]))).toBe(true);
      expect(areCanonical(workspace, integers([0n, FIELD_ORDER]))).toBe(false);
      return Promise.resolve();
    });
  });
});

describe('look-up tables', () => {
  it('hold the sums over the set bits of every byte', async () => {
    await inWorkspace((workspace) => {
      const coefficients = Array.from({ length: 11 }, (_, k) => BigInt(k * k + 1));
      const tables = lookUpTables(workspace, { at: 0, bytes: 2 }, coefficients);
      const all = workspace.toIntegers(tables);
      for (const word of [0, 1, 0x0503, 0x07ff]) {
        const sum = coefficients.reduce((s, c, k) => s + ((word >> k) & 1 ? c : 0n), 0n);
        expect(mod(all[word & 255]! + all[256 + (word >> 8)]!)).toBe(sum);
      }
      return Promise.resolve();
    });
  });
});
