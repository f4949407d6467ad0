import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldAdd,
  fieldFromBytes,
  fieldInverseBatch,
  fieldMultiply,
  fieldReduce,
  fieldSubtract,
  fieldToBytes,
  hashToField,
  randomFieldElement,
} from '../../src/crypto/field.ts';
import { seededRandom, type RandomSource } from '../../src/crypto/random.ts';
import { tupleHashXof } from '../../src/crypto/tupleHash.ts';
import { FIELD_ORDER } from '../../src/kernel/kernel.ts';
import { fieldElement } from './arbitraries.ts';

/** 32 bytes, little-endian, of any value below 2^256, without the code under test. */
function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

/** Gives out the pieces one after another. */
function scripted(...pieces: Uint8Array[]): RandomSource {
  return () => pieces.shift()!;
}

describe('the encoding of elements', () => {
  it('is 32 bytes, little-endian, and back', () => {
    fc.assert(
      fc.property(fieldElement, (x) => {
        expect(fieldToBytes(x)).toEqual(littleEndian(x));
        expect(fieldFromBytes(littleEndian(x))).toBe(x);
      }),
    );
  });

  it('has one form for each element', () => {
    for (const value of [
      FIELD_ORDER,
      FIELD_ORDER + 1n,
      2n * FIELD_ORDER,
      2n ** 255n,
      2n ** 256n - 1n,
    ]) {
      expect(fieldFromBytes(littleEndian(value))).toBeUndefined();
    }
    for (const length of [0, 31, 33]) {
      expect(fieldFromBytes(new Uint8Array(length))).toBeUndefined();
    }
  });

  it('refuses integers that are no elements', () => {
    for (const value of [-1n, FIELD_ORDER, 2n ** 256n]) {
      expect(() => fieldToBytes(value)).toThrow(RangeError);
    }
  });
});

describe('random elements', () => {
  it('come from the low 251 bits, skipping what is not below ℓ', () => {
    const high = littleEndian(7n);
    high[31] = 0xf8; // masked away
    expect(randomFieldElement(scripted(high))).toBe(7n);
    expect(randomFieldElement(scripted(littleEndian(FIELD_ORDER), littleEndian(5n)))).toBe(5n);
    expect(randomFieldElement(scripted(littleEndian(FIELD_ORDER - 1n)))).toBe(FIELD_ORDER - 1n);
    expect(randomFieldElement(scripted(littleEndian(0n)))).toBe(0n);
  });

  it('are spread evenly over 16 equal parts of the field', () => {
    const random = seededRandom(Uint8Array.of(1));
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 4000; i++) {
      counts[Number((randomFieldElement(random) * 16n) / FIELD_ORDER)]! += 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 250) ** 2 / 250, 0);
    expect(chiSquared).toBeLessThan(37.7); // the 0.1 % quantile with 15 degrees of freedom
  });

  it('end with an error when the source is broken', () => {
    expect(() => randomFieldElement((length) => new Uint8Array(length).fill(0xff))).toThrow(
      /broken/,
    );
    expect(() => randomFieldElement(() => new Uint8Array(31))).toThrow(/wrong/);
  });

  it('leave no copy in the array that the source gave', () => {
    const bytes = littleEndian(12_345n);
    randomFieldElement(() => bytes);
    expect(bytes).toEqual(new Uint8Array(32));
  });
});

describe('hashToField', () => {
  it('reduces 64 bytes of TupleHashXOF256, little-endian', () => {
    const bytes = tupleHashXof('d', 64, 'x', 1);
    const value = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    expect(hashToField('d', 'x', 1)).toBe(value % FIELD_ORDER);
  });
});

describe('arithmetic', () => {
  it('is that of the integers mod ℓ', () => {
    fc.assert(
      fc.property(fieldElement, fieldElement, (a, b) => {
        expect(fieldAdd(a, b)).toBe((a + b) % FIELD_ORDER);
        expect(fieldSubtract(a, b)).toBe((a - b + FIELD_ORDER) % FIELD_ORDER);
        expect(fieldMultiply(a, b)).toBe((a * b) % FIELD_ORDER);
        expect(fieldReduce(-a)).toBe(fieldSubtract(0n, a));
      }),
    );
  });

  it('inverts many values at once', () => {
    fc.assert(
      fc.property(fc.array(fieldElement.filter((x) => x !== 0n)), (values) => {
        const inverses = fieldInverseBatch(values);
        expect(inverses).toHaveLength(values.length);
        values.forEach((value, i) => {
          expect(fieldMultiply(value, inverses[i]!)).toBe(1n);
        });
      }),
    );
  });

  it('has no inverse of 0, wherever it stands', () => {
    expect(() => fieldInverseBatch([0n])).toThrow(RangeError);
    expect(() => fieldInverseBatch([3n, 0n, 5n])).toThrow(RangeError);
    expect(() => fieldInverseBatch([3n, FIELD_ORDER])).toThrow(RangeError);
    expect(fieldInverseBatch([])).toEqual([]);
  });
});
