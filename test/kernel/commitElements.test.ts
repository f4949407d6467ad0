import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { createKernel, FIELD_ORDER, type ClosableKernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { bothKernels } from '../support/pairs.ts';
import { areEqual, element, IDENTITY, integers, someElements } from './samples.ts';

const oracle = referenceKernel();
let alone: ClosableKernel;
let several: ClosableKernel;
let paired: ClosableKernel;
let generators: Uint8Array;

beforeAll(async () => {
  ({ single: alone, paired } = await bothKernels());
  several = await createKernel({ threads: 2 });
  generators = await deriveGenerators(alone, 200);
});

afterAll(() => {
  several.close();
});

async function compare(
  elements: Uint8Array,
  blinders: Uint8Array,
  rowLength: number,
): Promise<void> {
  const expected = await oracle.commitElements(elements, blinders, rowLength, generators);
  for (const kernel of [alone, several, paired]) {
    const ours = await kernel.commitElements(elements, blinders, rowLength, generators);
    expect(areEqual(ours, expected)).toBe(true);
  }
}

describe('commitElements', () => {
  it('is the oracle’s for any elements, rows and blinders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(element, { maxLength: 12 }),
        fc.integer({ min: 1, max: 13 }),
        fc.infiniteStream(element),
        async (list, rowLength, blinders) => {
          const rows = Math.ceil(list.length / rowLength);
          await compare(integers(list), integers([...blinders.take(rows)]), rowLength);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('commits to edges, in one thread and in several', async () => {
    const edges = [0n, 1n, FIELD_ORDER - 1n, FIELD_ORDER / 2n, 1n << 250n];
    const list = Array.from({ length: 150 }, (_, i) => edges[i % edges.length]!);
    await compare(integers(list), someElements(2, 1), 100);
    await compare(someElements(190, 2), someElements(10, 3), 19);
  });

  it('commits to nothing, and to zeros', async () => {
    const nothing = new Uint8Array(0);
    expect(await alone.commitElements(nothing, nothing, 4, generators)).toEqual(nothing);
    const zeros = await alone.commitElements(new Uint8Array(96), new Uint8Array(32), 3, generators);
    expect(zeros).toEqual(IDENTITY);
  });

  it('refuses malformed arguments', async () => {
    const four = someElements(4, 4);
    const one = new Uint8Array(32);
    const wrong: [Uint8Array, Uint8Array, number, Uint8Array][] = [
      [four, one, 0, generators],
      [four, one, 3, generators],
      [four.subarray(1), one, 4, generators],
      [four, someElements(2, 1), 4, generators],
      [four, one, 4, generators.subarray(0, 4 * 64)],
      [integers([FIELD_ORDER, 0n]), one, 2, generators],
      [four, integers([FIELD_ORDER]), 4, generators],
    ];
    for (const [elements, blinders, rowLength, list] of wrong) {
      await expect(alone.commitElements(elements, blinders, rowLength, list)).rejects.toThrow(
        RangeError,
      );
    }
  });
});
