import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomSource, seededRandom } from '../../src/crypto/random.ts';
import {
  hashedScalars,
  hashToScalar,
  isScalar,
  randomNonZeroScalar,
  randomScalar,
  scalarFromBytes,
  scalarInverseBatch,
  scalarReduce,
  scalarToBytes,
  writeScalar,
} from '../../src/crypto/scalar.ts';
import { tupleHashXof } from '../../src/crypto/tupleHash.ts';
import { SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { scalar } from './arbitraries.ts';

/** 32 bytes, little-endian, of any value below 2^256, without the code under test. */
function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function valueOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** Gives out the pieces one after another. */
function scripted(...pieces: Uint8Array[]): RandomSource {
  return () => pieces.shift()!;
}

describe('scalars', () => {
  it('are 32 bytes, little-endian, in one form', () => {
    fc.assert(
      fc.property(scalar, (x) => {
        expect(scalarToBytes(x)).toEqual(littleEndian(x));
        expect(scalarFromBytes(littleEndian(x))).toBe(x);
        expect(isScalar(x)).toBe(true);
      }),
    );
    for (const value of [SCALAR_ORDER, SCALAR_ORDER + 1n, 2n ** 253n, 2n ** 256n - 1n]) {
      expect(scalarFromBytes(littleEndian(value))).toBeUndefined();
      expect(() => scalarToBytes(value)).toThrow(RangeError);
    }
    expect(isScalar(SCALAR_ORDER)).toBe(false);
    expect(scalarFromBytes(new Uint8Array(31))).toBeUndefined();
  });

  it('are drawn from the low 253 bits, skipping what is not below L', () => {
    const high = littleEndian(7n);
    high[31] = 0xe0; // masked away
    expect(randomScalar(scripted(high))).toBe(7n);
    expect(randomScalar(scripted(littleEndian(SCALAR_ORDER), littleEndian(5n)))).toBe(5n);
    expect(randomScalar(scripted(littleEndian(SCALAR_ORDER - 1n)))).toBe(SCALAR_ORDER - 1n);
    expect(randomNonZeroScalar(scripted(littleEndian(0n), littleEndian(3n)))).toBe(3n);
    expect(() => randomNonZeroScalar((length) => new Uint8Array(length))).toThrow(/broken/);
  });

  it('are spread evenly over 16 equal parts', () => {
    const random = seededRandom(Uint8Array.of(2));
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 4000; i++) {
      counts[Number((randomScalar(random) * 16n) / SCALAR_ORDER)]! += 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 250) ** 2 / 250, 0);
    expect(chiSquared).toBeLessThan(37.7); // the 0.1 % quantile with 15 degrees of freedom
  });

  it('have inverses, all at once', () => {
    fc.assert(
      fc.property(fc.array(scalar.filter((x) => x !== 0n)), (values) => {
        const inverses = scalarInverseBatch(values);
        values.forEach((value, i) => {
          expect(scalarReduce(value * inverses[i]!)).toBe(1n);
        });
      }),
    );
  });

  it('are challenges of 64 bytes each', () => {
    const bytes = tupleHashXof('d', 192, 'x', 1);
    const expected = [0, 64, 128].map((at) => valueOf(bytes.slice(at, at + 64)) % SCALAR_ORDER);
    expect(hashedScalars('d', 3, 'x', 1)).toEqual(expected);
    expect(hashToScalar('d', 'x', 1)).toBe(expected[0]);
    expect(hashedScalars('d', 0, 'x', 1)).toEqual([]);
  });

  it('are written into lists, reduced', () => {
    fc.assert(
      fc.property(scalar, scalar, fc.nat(2), (a, b, index) => {
        const list = new Uint8Array(96);
        writeScalar(list, index, a * b);
        expect(list.slice(32 * index, 32 * index + 32)).toEqual(scalarToBytes(scalarReduce(a * b)));
        expect(list.fill(0, 32 * index, 32 * index + 32).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });
});
