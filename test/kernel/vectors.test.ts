import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKernel, FIELD_ORDER, type Kernel } from '../../src/kernel/index.ts';
import { referenceKernel } from '../oracle/referenceKernel.ts';
import {
  areEqual,
  coordinate,
  INT32_MAX,
  INT32_MIN,
  integers,
  layout,
  someElements,
  someValues,
  vector,
} from './samples.ts';

const oracle = referenceKernel();
let kernel: Kernel;

beforeAll(async () => {
  kernel = await createKernel({ threads: 1 });
});

describe('pack', () => {
  it('is the oracle’s for any layout and any coordinates', () => {
    fc.assert(
      fc.property(layout, fc.array(coordinate, { maxLength: 200 }), (slots, list) => {
        const values = Int32Array.from(list);
        expect(kernel.pack(values, slots)).toEqual(oracle.pack(values, slots));
      }),
    );
  });

  it.each([INT32_MIN, INT32_MAX, -1, 0, 1])('packs a vector of nothing but %d', (value) => {
    for (const slots of [
      { slotBits: 3, slotsPerElement: 83 },
      { slotBits: 33, slotsPerElement: 7 },
      { slotBits: 63, slotsPerElement: 3 },
    ]) {
      const values = new Int32Array(2 * slots.slotsPerElement + 1).fill(value);
      expect(kernel.pack(values, slots)).toEqual(oracle.pack(values, slots));
    }
  });

  it('packs more than one piece, and comes back', () => {
    const slots = { slotBits: 24, slotsPerElement: 10 };
    const values = someValues(100_003, 16, 1);
    const packed = kernel.pack(values, slots);
    expect(areEqual(packed, oracle.pack(values, slots))).toBe(true);
    const sums = kernel.unpack(packed, values.length, slots)!;
    expect(sums.every((sum, i) => sum === values[i])).toBe(true);
  });

  it('packs nothing into nothing', () => {
    const slots = { slotBits: 24, slotsPerElement: 10 };
    expect(kernel.pack(new Int32Array(0), slots)).toEqual(new Uint8Array(0));
    expect(kernel.unpack(new Uint8Array(0), 0, slots)).toEqual(new Float64Array(0));
  });

  it.each([
    { slotBits: 2, slotsPerElement: 1 },
    { slotBits: 64, slotsPerElement: 1 },
    { slotBits: 3.5, slotsPerElement: 1 },
    { slotBits: 25, slotsPerElement: 10 },
    { slotBits: 25, slotsPerElement: 0 },
    { slotBits: NaN, slotsPerElement: 1 },
  ])('refuses $slotBits bits in $slotsPerElement slots', (slots) => {
    expect(() => kernel.pack(new Int32Array(1), slots)).toThrow(RangeError);
    expect(() => kernel.unpack(new Uint8Array(32), 1, slots)).toThrow(RangeError);
  });
});

describe('unpack', () => {
  it('is the oracle’s for any elements', () => {
    fc.assert(
      fc.property(layout, vector(1, 6), fc.nat(82), (slots, elements, unused) => {
        const most = (elements.length / 32) * slots.slotsPerElement;
        const length = most - (unused % slots.slotsPerElement);
        expect(kernel.unpack(elements, length, slots)).toEqual(
          oracle.unpack(elements, length, slots),
        );
      }),
    );
  });

  it('takes back every sum that fits its slots', () => {
    fc.assert(
      fc.property(layout, fc.array(coordinate, { minLength: 1, maxLength: 200 }), (slots, list) => {
        const half = 2 ** (slots.slotBits - 1);
        const values = Int32Array.from(list, (value) => Math.max(-half, Math.min(half - 1, value)));
        const packed = kernel.pack(values, slots);
        expect(kernel.unpack(packed, values.length, slots)).toEqual(Float64Array.from(values));
      }),
    );
  });

  it('refuses what no slots decode to', () => {
    const slots = { slotBits: 8, slotsPerElement: 2 };
    for (const value of [
      1n << 15n,
      FIELD_ORDER / 2n,
      FIELD_ORDER,
      FIELD_ORDER + 1n,
      (1n << 256n) - 1n,
    ]) {
      expect(kernel.unpack(integers([value]), 2, slots)).toBeUndefined();
    }
    expect(kernel.unpack(integers([0x7f7fn]), 2, slots)).toEqual(Float64Array.of(127, 127));
    expect(kernel.unpack(integers([FIELD_ORDER - 0x8080n]), 2, slots)).toEqual(
      Float64Array.of(-128, -128),
    );
    expect(kernel.unpack(integers([FIELD_ORDER - 0x8081n]), 2, slots)).toBeUndefined();
    expect(kernel.unpack(integers([0x100n]), 1, slots)).toBeUndefined();
  });

  it('refuses sums that are no safe integers', () => {
    const slots = { slotBits: 63, slotsPerElement: 3 };
    const most = BigInt(Number.MAX_SAFE_INTEGER);
    expect(kernel.unpack(integers([most]), 1, slots)).toEqual(Float64Array.of(Number(most)));
    expect(kernel.unpack(integers([FIELD_ORDER - most]), 1, slots)).toEqual(
      Float64Array.of(-Number(most)),
    );
    expect(kernel.unpack(integers([most + 1n]), 1, slots)).toBeUndefined();
    expect(kernel.unpack(integers([FIELD_ORDER - most - 1n]), 1, slots)).toBeUndefined();
  });

  it('refuses a length that does not go with the elements', () => {
    const slots = { slotBits: 8, slotsPerElement: 2 };
    for (const length of [-1, 0, 3, 1.5, NaN, 2 ** 53]) {
      expect(() => kernel.unpack(new Uint8Array(32), length, slots)).toThrow(RangeError);
    }
    expect(() => kernel.unpack(new Uint8Array(31), 1, slots)).toThrow(RangeError);
  });
});

describe('add', () => {
  it('is the oracle’s', () => {
    fc.assert(
      fc.property(vector(0, 20), vector(20, 20), (into, longer) => {
        const from = longer.subarray(0, into.length);
        const expected = into.slice();
        oracle.add(expected, from);
        kernel.add(into, from);
        expect(into).toEqual(expected);
      }),
    );
  });

  it('adds in place to a part of a buffer, over more than one piece', () => {
    const buffer = new Uint8Array(5002 * 32);
    const into = buffer.subarray(32, 5001 * 32);
    into.set(integers([FIELD_ORDER - 1n]), 4999 * 32);
    const from = new Uint8Array(into.length);
    from.set(integers([2n]), 4999 * 32);
    kernel.add(into, from);
    expect(into.subarray(4999 * 32)).toEqual(integers([1n]));
    expect(buffer.subarray(0, 32)).toEqual(new Uint8Array(32));
  });

  it('refuses vectors of different or broken length', () => {
    expect(() => {
      kernel.add(new Uint8Array(64), new Uint8Array(32));
    }).toThrow(RangeError);
    expect(() => {
      kernel.add(new Uint8Array(33), new Uint8Array(33));
    }).toThrow(RangeError);
  });
});

describe('addIfCanonical', () => {
  it('adds as `add` does', () => {
    fc.assert(
      fc.property(vector(0, 20), vector(20, 20), (into, longer) => {
        const from = longer.subarray(0, into.length);
        const expected = into.slice();
        kernel.add(expected, from);
        expect(kernel.addIfCanonical(into, from)).toBe(true);
        expect(into).toEqual(expected);
      }),
    );
  });

  it.each([0, 1, 4095, 4096, 4097, 9999])(
    'leaves all as it was where element %i is not canonical',
    (at) => {
      const into = someElements(10_000, 1);
      // 0, 1 and ℓ − 1 among them: what there is to take back.
      into.set(integers([0n, 1n, FIELD_ORDER - 1n]), 0);
      const from = someElements(10_000, 2);
      from.set(integers([0n, FIELD_ORDER - 1n, 1n]), 0);
      from.set(integers([FIELD_ORDER]), at * 32);
      const before = into.slice();
      expect(kernel.addIfCanonical(into, from)).toBe(false);
      expect(Buffer.compare(into, before)).toBe(0);
    },
  );

  it('refuses vectors of different or broken length', () => {
    expect(() => kernel.addIfCanonical(new Uint8Array(64), new Uint8Array(32))).toThrow(RangeError);
    expect(() => kernel.addIfCanonical(new Uint8Array(33), new Uint8Array(33))).toThrow(RangeError);
  });
});

describe('areCanonical', () => {
  it.each([
    [0n, true],
    [FIELD_ORDER - 1n, true],
    [FIELD_ORDER, false],
    [FIELD_ORDER + 1n, false],
    [FIELD_ORDER - (1n << 192n), true],
    [FIELD_ORDER + (1n << 64n), false],
    [(1n << 256n) - 1n, false],
  ])('says of %d: %s', (value, canonical) => {
    expect(kernel.areCanonical(integers([0n, value]))).toBe(canonical);
    expect(oracle.areCanonical(integers([0n, value]))).toBe(canonical);
  });

  it('looks at every element, and takes none at all', () => {
    const elements = new Uint8Array(9000 * 32);
    expect(kernel.areCanonical(elements)).toBe(true);
    elements.fill(255, 8999 * 32);
    expect(kernel.areCanonical(elements)).toBe(false);
    expect(kernel.areCanonical(new Uint8Array(0))).toBe(true);
    expect(() => kernel.areCanonical(new Uint8Array(33))).toThrow(RangeError);
  });
});
