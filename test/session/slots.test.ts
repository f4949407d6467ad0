import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BOUND } from '../../src/session/encodings/index.ts';
import { overflowProblem, slotLayout, sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { kernel } from '../support/federation.ts';

describe('slots', () => {
  it.each([
    // n · B needs as many bits as it has; then one for the sign, and one spare.
    [3, 1, 4, 62],
    [4, 1, 5, 49],
    [10, 100, 12, 20],
    [3, 5, 6, 41],
    [2, 8, 7, 35],
    [100, 32767, 24, 10],
    [1000, 32767, 27, 9],
    [500, MAX_BOUND, 42, 5],
  ])('n = %i and B = %i need %i bits, %i in an element', (n, bound, slotBits, slotsPerElement) => {
    expect(slotLayout(n, bound)).toEqual({ slotBits, slotsPerElement });
  });

  const shape = fc.record({
    clients: fc.integer({ min: 1, max: 500 }),
    bound: fc.oneof(
      fc.integer({ min: 1, max: MAX_BOUND }),
      fc.integer({ min: 0, max: 30 }).map((k) => 2 ** k),
      fc.integer({ min: 1, max: 31 }).map((k) => 2 ** k - 1),
    ),
  });

  it('hold any sum with its sign and one spare bit, and are no wider', () => {
    fc.assert(
      fc.property(shape, ({ clients, bound }) => {
        const { slotBits, slotsPerElement } = slotLayout(clients, bound);
        const most = BigInt(clients) * BigInt(bound);
        expect(most < 1n << BigInt(slotBits - 2)).toBe(true);
        expect(most >= 1n << BigInt(slotBits - 3)).toBe(true);
        expect(slotBits * slotsPerElement).toBeLessThanOrEqual(249);
        expect(slotBits * (slotsPerElement + 1)).toBeGreaterThan(249);
      }),
    );
  });

  it('give the exact sum of any values within ±B, through the kernel', () => {
    const edge = fc.constantFrom(-1, 1, 0);
    const inputs = shape.chain(({ clients, bound }) => {
      const n = Math.min(clients, 6);
      const length = 2 * slotLayout(n, bound).slotsPerElement + 1;
      const value = fc.oneof(
        fc.integer({ min: -bound, max: bound }),
        edge.map((sign) => sign * bound),
      );
      const vector = fc.array(value, { minLength: length, maxLength: length });
      return fc.tuple(fc.constant(bound), fc.array(vector, { minLength: n, maxLength: n }));
    });
    fc.assert(
      fc.property(inputs, ([bound, vectors]) => {
        const layout = slotLayout(vectors.length, bound);
        const length = vectors[0]!.length;
        const packed = vectors.map((vector) => kernel.pack(Int32Array.from(vector), layout));
        const total = packed[0]!;
        for (const other of packed.slice(1)) kernel.add(total, other);
        const sum = Float64Array.from({ length }, (_, i) => vectors.reduce((s, v) => s + v[i]!, 0));
        expect(kernel.unpack(total, length, layout)).toEqual(sum);
      }),
      { numRuns: 60 },
    );
  });

  it('give ±n · B in every coordinate', () => {
    for (const [n, bound] of [
      [3, 1],
      [5, 2 ** 15 - 1],
      [7, MAX_BOUND],
    ] as const) {
      const layout = slotLayout(n, bound);
      const length = layout.slotsPerElement + 1;
      for (const sign of [1, -1]) {
        const one = kernel.pack(new Int32Array(length).fill(sign * bound), layout);
        const total = one.slice();
        for (let i = 1; i < n; i++) kernel.add(total, one);
        const sum = new Float64Array(length).fill(sign * n * bound);
        expect(kernel.unpack(total, length, layout)).toEqual(sum);
      }
    }
  });
});

describe('a bound that is too large', () => {
  it('is told with the sum that it would make', () => {
    expect(overflowProblem(100, MAX_BOUND)).toBeUndefined();
    const because = overflowProblem(100, MAX_BOUND + 1);
    expect(because).toContain(String(100 * (MAX_BOUND + 1)));
    expect(because).toContain(`B ≤ ${MAX_BOUND}`);
  });
});

describe('a published sum', () => {
  it('takes the bytes of a slot', () => {
    expect(sumBytesPerCoordinate({ slotBits: 8, slotsPerElement: 31 })).toBe(1);
    expect(sumBytesPerCoordinate({ slotBits: 9, slotsPerElement: 27 })).toBe(2);
    expect(sumBytesPerCoordinate(slotLayout(500, MAX_BOUND))).toBe(6);
  });
});
