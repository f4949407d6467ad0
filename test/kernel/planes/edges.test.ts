/** The arithmetic of proofs over edge values, all of them with each other, against integers. */
import { babyjubjub } from '@noble/curves/misc.js';
import { describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { createKernel, FIELD_ORDER } from '../../../src/kernel/index.ts';
import {
  addRow,
  gramMatrix,
  lookUpTables,
  takeHistogram,
  takeWords,
  words,
} from '../../../src/kernel/planes/digits.ts';
import {
  addBlinders,
  addProducts,
  areCanonical,
  combOf,
  identities,
  readSummands,
  writePoints,
} from '../../../src/kernel/planes/points.ts';
import {
  evaluatePairs,
  foldIntegers,
  foldPairs,
  multiplyPairs,
  squareIntegers,
  squarePairs,
} from '../../../src/kernel/planes/rounds.ts';
import {
  bytesToIntegers,
  inWorkspace,
  integersToBytes,
  type Workspace,
} from '../../../src/kernel/planes/workspace.ts';
import { pointAt, points } from '../samples.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

/** Ends of the range, of limbs of 29 bits and of windows of four, halves, and R and R² of Montgomery's form. */
const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 15n, 16n],
  ...[1n, 2n, 3n].map((below) => FIELD_ORDER - below),
  ...[(FIELD_ORDER - 1n) / 2n, (FIELD_ORDER + 1n) / 2n],
  ...[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].flatMap((limb) => [
    (1n << (29n * limb)) - 1n,
    1n << (29n * limb),
    (1n << (29n * limb - 1n)) - 1n,
  ]),
  ...[(1n << 250n) - 1n, 1n << 250n, mod(1n << 251n), mod(1n << 252n), mod((1n << 252n) - 1n)],
  ...[mod(1n << 261n), mod(1n << 522n)],
  BigInt(`0x${'5'.repeat(62)}`),
  BigInt(`0x${'a'.repeat(62)}`),
];

/** What is not reduced: from ℓ up to all bits set. */
const NOT_REDUCED: readonly bigint[] = [
  FIELD_ORDER,
  FIELD_ORDER + 1n,
  2n * FIELD_ORDER - 1n,
  2n * FIELD_ORDER,
  1n << 251n,
  1n << 252n,
  (1n << 255n) - 1n,
  1n << 255n,
  (1n << 256n) - 1n,
];

function inOne(work: (workspace: Workspace) => void): Promise<void> {
  return inWorkspace((workspace) => {
    work(workspace);
    return Promise.resolve();
  });
}

describe('edge values of F_ℓ', () => {
  it('multiply in all pairs', () =>
    inOne((workspace) => {
      const all = workspace.fromIntegers(EDGES);
      expect(workspace.toIntegers(workspace.outer(all, all))).toEqual(
        EDGES.flatMap((a) => EDGES.map((b) => mod(a * b))),
      );
    }));

  it('square, and square what is squared', () =>
    inOne((workspace) => {
      for (const edge of EDGES) {
        workspace.scoped(() => {
          const element = workspace.fromInteger(edge);
          workspace.wasm.repeatOrder(element.at, 0, 1);
          expect(workspace.toInteger(element)).toBe(mod(edge * edge));
          workspace.wasm.repeatOrder(element.at, 0, 1);
          expect(workspace.toInteger(element)).toBe(mod(edge ** 4n));
        });
      }
    }));

  it('combine with each other, with every factor', () =>
    inOne((workspace) => {
      const all = workspace.fromIntegers(EDGES);
      const back = workspace.fromIntegers(EDGES.toReversed());
      for (const factor of EDGES) {
        workspace.scoped(() => {
          const out = workspace.zeros(EDGES.length);
          workspace.combine(out, all, factor, back);
          expect(workspace.toIntegers(out)).toEqual(
            EDGES.map((a, i) => mod(a * factor + EDGES[EDGES.length - 1 - i]!)),
          );
        });
      }
    }));

  it('add up, as often as a sum can hold', () =>
    inOne((workspace) => {
      for (const [a, b] of [
        [FIELD_ORDER - 1n, FIELD_ORDER - 1n],
        [FIELD_ORDER - 1n, 1n],
        [(FIELD_ORDER + 1n) / 2n, (FIELD_ORDER - 1n) / 2n],
        [(1n << 250n) - 1n, 1n << 250n],
      ] as const) {
        const count = 20_000;
        workspace.scoped(() => {
          const [first, second] = [a, b].map((value) =>
            workspace.outer(
              workspace.fromInteger(value),
              workspace.fromIntegers(new Array<bigint>(count).fill(1n)),
            ),
          );
          const dot = workspace.toInteger(workspace.dot(first!, second!));
          expect(dot).toBe(mod(a * b * BigInt(count)));
        });
      }
    }));

  it('make tables of eq', () =>
    inOne((workspace) => {
      for (const a of EDGES) {
        for (const b of EDGES.slice(0, 12)) {
          workspace.scoped(() => {
            expect(workspace.toIntegers(workspace.equality([a, b], FIELD_ORDER - 1n))).toEqual([
              mod(-(1n - a) * (1n - b)),
              mod(-a * (1n - b)),
              mod(-(1n - a) * b),
              mod(-a * b),
            ]);
          });
        }
      }
    }));

  it('that are not reduced are taken modulo ℓ, come out reduced, and are found', () =>
    inOne((workspace) => {
      const bytes = integersToBytes(NOT_REDUCED);
      expect(workspace.toIntegers(workspace.fromBytes(bytes))).toEqual(NOT_REDUCED.map(mod));
      for (const value of NOT_REDUCED) {
        expect(areCanonical(workspace, integersToBytes([...EDGES, value]))).toBe(false);
        expect(areCanonical(workspace, integersToBytes([value, ...EDGES]))).toBe(false);
      }
      expect(areCanonical(workspace, integersToBytes(EDGES))).toBe(true);
      expect(bytesToIntegers(bytes)).toEqual(NOT_REDUCED);
    }));
});

describe('rounds over edge values', () => {
  it('have the sums of integers, and fold with edge challenges', () =>
    inOne((workspace) => {
      const one = workspace.fromInteger(1n);
      const table = [...EDGES, ...EDGES.toReversed()];
      const half = table.length / 2;
      const pairs = Array.from({ length: half }, (_, m) => [table[2 * m]!, table[2 * m + 1]!]);
      const over = (term: (g0: bigint, g1: bigint) => bigint): bigint =>
        mod(pairs.reduce((sum, [g0, g1]) => sum + term(g0!, g1!), 0n));
      const held = workspace.fromIntegers(table);
      const ones = workspace.fromIntegers(new Array<bigint>(half).fill(1n));
      const weights = { lowBits: 0, low: one, high: ones };
      const square = over((g0, g1) => (g1 - g0) ** 2n);
      expect(evaluatePairs(workspace, held, [[0, half]], weights)).toEqual([
        over((g0) => g0 * (1n - g0)),
        square,
      ]);
      expect(squarePairs(workspace, held)).toEqual([over((g0) => g0 * g0), square]);
      expect(multiplyPairs(workspace, workspace.copyOf(held), held, 0)).toEqual([
        over((g0) => g0 * g0),
        square,
      ]);
      for (const r of EDGES) {
        workspace.scoped(() => {
          const copy = workspace.zeros(table.length + 1);
          workspace.combine(
            { at: copy.at, count: table.length },
            held,
            1n,
            workspace.zeros(table.length),
          );
          const folded = foldPairs(workspace, copy, table.length, r);
          expect(workspace.toIntegers(folded)).toEqual(
            pairs.map(([g0, g1]) => mod(g0! + r * (g1! - g0!))),
          );
        });
      }
    }));

  it('square and fold the largest integers', () =>
    inOne((workspace) => {
      const list = [2 ** 31 - 1, -(2 ** 31 - 1), 0, 1, -1, 2 ** 30, -(2 ** 31 - 1), 2 ** 31 - 1];
      const at = takeWords(workspace, list.length);
      words(workspace, at, list.length).set(list);
      const values = list.map(BigInt);
      const sum = (term: (x0: bigint, x1: bigint) => bigint): bigint =>
        [0, 2, 4, 6].reduce((total, m) => total + term(values[m]!, values[m + 1]!), 0n);
      expect(squareIntegers(workspace, at, list.length)).toEqual({
        pairs: [sum((x0) => x0 * x0), sum((x0, x1) => (x1 - x0) ** 2n)],
        total: sum((x0, x1) => x0 * x0 + x1 * x1),
      });
      for (const r of EDGES) {
        workspace.scoped(() => {
          const folded = foldIntegers(workspace, at, list.length, r);
          expect(workspace.toIntegers(folded)).toEqual(
            [0, 2, 4, 6].map((m) => mod(values[m]! + r * (values[m + 1]! - values[m]!))),
          );
        });
      }
    }));
});

describe('digits with edge weights', () => {
  it('are looked up', () =>
    inOne((workspace) => {
      for (let first = 0; first < EDGES.length; first += 8) {
        const coefficients = EDGES.slice(first, first + 8);
        workspace.scoped(() => {
          const tables = lookUpTables(workspace, { at: 0, bytes: 1 }, coefficients);
          const expected = Array.from({ length: 256 }, (_, v) =>
            mod(coefficients.reduce((sum, c, k) => sum + ((v >> k) & 1 ? c : 0n), 0n)),
          );
          expect(workspace.toIntegers(tables)).toEqual(expected);
        });
      }
    }));

  it('are counted by pairs: the whole matrix', () =>
    inOne((workspace) => {
      const list = [0xffff, 0x8001, 0xffff, 0x0001, 0x8000, 0, 0x00ff, 0xff00];
      const at = takeWords(workspace, list.length);
      words(workspace, at, list.length).set(list);
      for (const weight of [1n, FIELD_ORDER - 1n, (FIELD_ORDER + 1n) / 2n]) {
        for (const column of [0n, 1n, FIELD_ORDER - 1n, 1n << 250n]) {
          workspace.scoped(() => {
            const histogram = takeHistogram(workspace, 0, 1, 16);
            const columns = workspace.fromIntegers(new Array<bigint>(list.length).fill(column));
            const row = workspace.fromInteger(weight);
            addRow(workspace, histogram, { at, bytes: 2 }, list.length, row, columns);
            const gram = gramMatrix(workspace, histogram);
            for (let k = 0; k < 16; k++) {
              for (let l = k; l < 16; l++) {
                const both = list.filter((word) => (word >> k) & (word >> l) & 1).length;
                expect(gram[16 * k + l]).toBe(mod(BigInt(both) * weight * column));
              }
            }
          });
        }
      }
    }));
});

describe('the comb', () => {
  it('multiplies by edge values, and by what is not reduced below 2^252', async () => {
    const kernel = await createKernel({ threads: 1 });
    const generators = await deriveGenerators(kernel, 2);
    const base = pointAt(generators, 1);
    const [x, y] = bytesToIntegers(base);
    const point = babyjubjub.Point.fromAffine({ x: x!, y: y! });
    const scalars = [...EDGES, ...NOT_REDUCED.filter((value) => value < 1n << 252n)];
    const product = (scalar: bigint): Uint8Array => {
      const { x, y } = point.multiplyUnsafe(mod(scalar)).toAffine();
      return points([[x, y]]);
    };
    await inOne((workspace) => {
      const bytes = integersToBytes(scalars);
      const comb = combOf(workspace, base);
      const sums = identities(workspace, scalars.length);
      addBlinders(workspace, sums, comb, bytes);
      const combed = writePoints(workspace, sums, scalars.length);
      scalars.forEach((scalar, i) => {
        expect([scalar, pointAt(combed, i)]).toEqual([scalar, product(scalar)]);
      });
      // Buckets take the same to the same point, if it is reduced.
      const summand = readSummands(workspace, base);
      EDGES.forEach((scalar, i) => {
        const sum = identities(workspace, 1);
        addProducts(workspace, sum, summand, integersToBytes([scalar]));
        expect(writePoints(workspace, sum, 1)).toEqual(pointAt(combed, i));
      });
    });
    kernel.close();
  });
});
