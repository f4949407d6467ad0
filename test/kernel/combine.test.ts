import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernel, FIELD_ORDER, type Kernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { areEqual, element, integers, someElements } from './samples.ts';

const oracle = referenceKernel();
let kernel: Kernel;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
});

/** `count` times the same element. */
function filled(count: number, value: bigint): Uint8Array {
  return integers(new Array<bigint>(count).fill(value));
}

async function compare(
  coefficients: Uint8Array,
  vectors: Uint8Array,
  count: number,
): Promise<boolean> {
  const [ours, theirs] = await Promise.all([
    kernel.combine(coefficients, vectors, count),
    oracle.combine(coefficients, vectors, count),
  ]);
  return areEqual(ours, theirs);
}

describe('combine', () => {
  it('is the oracle’s for any coefficients and vectors', async () => {
    const sizes = fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.infiniteStream(element), async ([rows, count, length], stream) => {
        const coefficients = integers([...stream.take(rows * count)]);
        const vectors = integers([...stream.take(count * length)]);
        expect(await compare(coefficients, vectors, count)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each([0n, 1n, FIELD_ORDER - 1n, FIELD_ORDER / 2n, 1n << 250n, (1n << 29n) - 1n, 1n << 28n])(
    'adds up 1024 products of edges without overflow: %d',
    async (value) => {
      for (const other of [FIELD_ORDER - 1n, (1n << 250n) - 1n, value]) {
        const length = 3;
        expect(await compare(filled(1024, other), filled(1024 * length, value), 1024)).toBe(true);
      }
    },
  );

  it('combines more vectors than one reduction serves, and longer ones than a tile', async () => {
    expect(await compare(someElements(2 * 2500, 1), someElements(2500 * 2, 2), 2500)).toBe(true);
    expect(await compare(someElements(3 * 2, 3), someElements(2 * 9000, 4), 2)).toBe(true);
    expect(await compare(someElements(40 * 30, 5), someElements(30 * 300, 6), 30)).toBe(true);
  });

  it('reports progress, stops when asked to, and leaves its arguments alone', async () => {
    const [coefficients, vectors] = [someElements(100, 7), someElements(100 * 200, 8)];
    const copies = [coefficients.slice(), vectors.slice()];
    let last = 0;
    await kernel.combine(coefficients, vectors, 100, {
      onProgress: (fraction) => {
        last = fraction;
      },
    });
    expect(last).toBe(1);
    expect(areEqual(coefficients, copies[0]!) && areEqual(vectors, copies[1]!)).toBe(true);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(kernel.combine(coefficients, vectors, 100, { signal })).rejects.toThrow('enough');
  });

  it('refuses malformed arguments', async () => {
    const two = someElements(2, 9);
    const wrong: [Uint8Array, Uint8Array, number][] = [
      [two, two, 0],
      [two, two, 1.5],
      [two, two, 3],
      [two.subarray(1), two, 1],
      [two, someElements(3, 1), 2],
      [integers([FIELD_ORDER]), two, 1],
      [two, integers([FIELD_ORDER, 0n]), 2],
    ];
    for (const [coefficients, vectors, count] of wrong) {
      await expect(kernel.combine(coefficients, vectors, count)).rejects.toThrow(RangeError);
    }
  });
});
