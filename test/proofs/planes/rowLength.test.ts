import { describe, expect, it } from 'vitest';
import { planesRowLength } from '../../../src/proofs/planes/rowLength.ts';

describe('the length of rows', () => {
  it.each([
    [1, 1, 512],
    [1000, 32767, 512],
    [10_000, 127, 512],
    [10_000, 32767, 1024],
    [100_000, 32767, 2048],
    [1_000_000, 127, 4096],
    [1_000_000, 32767, 8192],
    [10_000_000, 2 ** 31 - 1, 16_384],
    [100_000, 0, 1024],
    [1_000_000, 0, 4096],
  ])('for %d coordinates within ±%d is %d', (length, bound, expected) => {
    expect(planesRowLength(length, bound)).toBe(expected);
  });
});
