import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernel, FIELD_ORDER, type Kernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import { areEqual, element, integers, someElements, someValues } from './samples.ts';

const oracle = referenceKernel();
const most = Number.MAX_SAFE_INTEGER;
let kernel: Kernel;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
});

const sum = fc.oneof(
  fc.constantFrom(0, 1, -1, most, -most, 2 ** 28, -(2 ** 28), 2 ** 29 - 1),
  fc.integer({ min: -most, max: most }),
  fc.integer({ min: -65536, max: 65536 }),
);

describe('foldRows', () => {
  it('is the oracle’s for any values, rows and challenge', () => {
    fc.assert(
      fc.property(
        fc.array(sum, { maxLength: 120 }),
        fc.integer({ min: 1, max: 130 }),
        element,
        (list, rowLength, challenge) => {
          const values = Float64Array.from(list);
          const bytes = integers([challenge]);
          expect(kernel.foldRows(values, rowLength, bytes)).toEqual(
            oracle.foldRows(values, rowLength, bytes),
          );
        },
      ),
    );
  });

  it.each([most, -most])('carries in time: 300 rows of %d', (value) => {
    const values = new Float64Array(300 * 3 - 1).fill(value);
    for (const challenge of [integers([FIELD_ORDER - 1n]), someElements(1, 5)]) {
      expect(kernel.foldRows(values, 3, challenge)).toEqual(oracle.foldRows(values, 3, challenge));
    }
  });

  it('folds more columns and more values than one piece holds', () => {
    // A small challenge keeps the oracle's numbers small, too.
    const challenge = integers([3n]);
    for (const [length, rowLength] of [
      [50_001, 20_000],
      [140_001, 70_000],
      [150_001, 1000],
      [2000, 1],
    ] as const) {
      const values = Float64Array.from(someValues(length, 24, length));
      const folded = kernel.foldRows(values, rowLength, challenge);
      expect(areEqual(folded, oracle.foldRows(values, rowLength, challenge))).toBe(true);
    }
  });

  it('refuses what is no safe integer, no row and no canonical challenge', () => {
    const one = integers([1n]);
    for (const value of [0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)]) {
      expect(() => kernel.foldRows(Float64Array.of(1, value), 1, one)).toThrow(RangeError);
    }
    for (const rowLength of [0, -1, 1.5, NaN]) {
      expect(() => kernel.foldRows(new Float64Array(2), rowLength, one)).toThrow(RangeError);
    }
    expect(() => kernel.foldRows(new Float64Array(2), 1, integers([FIELD_ORDER]))).toThrow(
      RangeError,
    );
    expect(() => kernel.foldRows(new Float64Array(2), 1, new Uint8Array(64))).toThrow(RangeError);
  });
});
