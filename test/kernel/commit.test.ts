import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { FIELD_ORDER, type Kernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { bothKernels } from '../support/pairs.ts';
import {
  coordinate,
  element,
  IDENTITY,
  integers,
  INT32_MAX,
  INT32_MIN,
  someElements,
  someValues,
} from './samples.ts';

const oracle = referenceKernel();
let kernels: { single: Kernel; paired: Kernel };
let generators: Uint8Array;

beforeAll(async () => {
  kernels = await bothKernels();
  generators = await deriveGenerators(kernels.single, 600);
});

/** The commitments by additions one at a time, which are those by additions in pairs. */
async function commit(...input: Parameters<Kernel['commitRows']>): Promise<Uint8Array> {
  const commitments = await kernels.single.commitRows(...input);
  expect(await kernels.paired.commitRows(...input)).toEqual(commitments);
  return commitments;
}

/** Checks the commitments to `values` against the oracle's. */
async function compare(values: Int32Array, rowLength: number, blinders: Uint8Array): Promise<void> {
  expect(await commit(values, blinders, rowLength, generators)).toEqual(
    await oracle.commitRows(values, blinders, rowLength, generators),
  );
}

describe('commitRows', () => {
  it('is the oracle’s for any coordinates, rows and blinders', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(coordinate, { maxLength: 30 }),
        fc.integer({ min: 1, max: 33 }),
        fc.infiniteStream(element),
        async (list, rowLength, blinders) => {
          const rows = Math.ceil(list.length / rowLength);
          await compare(Int32Array.from(list), rowLength, integers([...blinders.take(rows)]));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([0, 1, -1, 127, 128, -128, 32767, 32768, -32768, INT32_MAX, INT32_MIN])(
    'commits to nothing but %d',
    async (value) => {
      await compare(new Int32Array(70).fill(value), 40, someElements(2, 1));
    },
  );

  it.each([2, 8, 16, 17, 24, 32])('commits to coordinates of %d bits', async (bits) => {
    await compare(someValues(601, bits, bits), 300, someElements(3, bits));
  });

  it('commits to one row, to rows of one coordinate, and to one coordinate', async () => {
    await compare(someValues(600, 16, 1), 600, someElements(1, 2));
    await compare(someValues(600, 16, 1), 2 ** 40, someElements(1, 2));
    await compare(someValues(50, 16, 3), 1, someElements(50, 3));
    await compare(Int32Array.of(-5), 4096, integers([FIELD_ORDER - 1n]));
  });

  it('commits to nothing', async () => {
    const none = await commit(new Int32Array(0), new Uint8Array(0), 4, generators);
    expect(none).toEqual(new Uint8Array(0));
  });

  it('gives the identity for zeros and blinders of zero', async () => {
    const zeros = await commit(new Int32Array(5), new Uint8Array(32), 5, generators);
    expect(zeros).toEqual(IDENTITY);
  });

  it('uses more rows and columns than one piece holds', async () => {
    const rows = 1100;
    // Small blinders spare the oracle most of its doublings.
    await compare(
      someValues(rows, 4, 5),
      1,
      integers(Array.from({ length: rows }, (_, i) => BigInt(i))),
    );
    const wide = new Uint8Array(8301 * 64);
    for (let i = 0; i < 8301; i++)
      wide.set(generators.subarray((i % 600) * 64, (i % 600) * 64 + 64), i * 64);
    const values = someValues(8300 + 8250, 8, 7);
    const blinders = someElements(2, 8);
    expect(await commit(values, blinders, 8300, wide)).toEqual(
      await oracle.commitRows(values, blinders, 8300, wide),
    );
  });

  it('cancels and doubles where generators repeat', async () => {
    const same = new Uint8Array(9 * 64);
    for (let i = 0; i < 9; i++) same.set(generators.subarray(64, 128), i * 64);
    const values = Int32Array.of(5, -5, 7, 7, 7, -1, -20, 0);
    expect(await commit(values, integers([0n]), 8, same)).toEqual(IDENTITY);
  });

  it('refuses malformed arguments', async () => {
    const values = new Int32Array(4);
    const blinder = new Uint8Array(32);
    const wrong: [Uint8Array, number, Uint8Array][] = [
      [blinder, 0, generators],
      [blinder, 1.5, generators],
      [blinder, 3, generators],
      [new Uint8Array(64), 4, generators],
      [new Uint8Array(31), 4, generators],
      [blinder, 4, generators.subarray(0, 4 * 64)],
      [blinder, 4, generators.subarray(0, 6 * 64 - 1)],
      [integers([FIELD_ORDER]), 4, generators],
    ];
    for (const [blinders, rowLength, list] of wrong) {
      await expect(commit(values, blinders, rowLength, list)).rejects.toThrow(RangeError);
    }
  });
});
