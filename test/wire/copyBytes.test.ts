import { describe, expect, it } from 'vitest';
import { copyBytes, viewOf } from '../../src/wire/copyBytes.ts';

describe('copyBytes', () => {
  it('copies ranges of any length from any place to any other, and nothing else', () => {
    const from = Uint8Array.from({ length: 24 }, (_, i) => 255 - i);
    for (let length = 0; length <= 11; length++) {
      for (const [at, to] of [
        [0, 0],
        [1, 3],
        [5, 2],
        [24 - length, 24 - length],
      ] as const) {
        const into = new Uint8Array(24).fill(7);
        const expected = into.slice();
        expected.set(from.subarray(at, at + length), to);
        expect(copyBytes(viewOf(from), at, length, viewOf(into), to)).toBe(to + length);
        expect(into).toEqual(expected);
      }
    }
  });

  it('reads and writes parts of buffers where the parts are', () => {
    const buffer = Uint8Array.from({ length: 16 }, (_, i) => i);
    const into = new Uint8Array(16);
    copyBytes(viewOf(buffer.subarray(5, 12)), 1, 5, viewOf(into.subarray(3)), 0);
    expect([...into]).toEqual([0, 0, 0, 6, 7, 8, 9, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('does not go beyond a view', () => {
    const four = new Uint8Array(4);
    expect(() => copyBytes(viewOf(four), 1, 4, viewOf(new Uint8Array(8)), 0)).toThrow(RangeError);
    expect(() => copyBytes(viewOf(new Uint8Array(8)), 0, 8, viewOf(four), 0)).toThrow(RangeError);
  });
});
