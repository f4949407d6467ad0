import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/crypto/hex.ts';
import { type CborValue, encodeCbor } from '../../src/wire/cbor.ts';
import { WireError } from '../../src/wire/errors.ts';
import { decodeCbor } from '../support/cborTree.ts';

const decodeHex = (hex: string): unknown => decodeCbor(fromHex(hex)!, 1000);

/** A rejection with this code. */
function rejection(code: string): unknown {
  return expect.objectContaining({ name: 'WireError', code });
}

describe('examples of RFC 8949, Appendix A, that are deterministic', () => {
  const accepted: readonly [string, CborValue][] = [
    ['00', 0],
    ['01', 1],
    ['0a', 10],
    ['17', 23],
    ['1818', 24],
    ['1864', 100],
    ['1903e8', 1000],
    ['1a000f4240', 1000000],
    ['1b000000e8d4a51000', 1000000000000],
    ['20', -1],
    ['29', -10],
    ['3863', -100],
    ['3903e7', -1000],
    ['fb3ff199999999999a', { float: 1.1 }],
    ['fbc010666666666666', { float: -4.1 }],
    ['fb7e37e43c8800759c', { float: 1e300 }],
    ['40', new Uint8Array(0)],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['60', ''],
    ['6161', 'a'],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['63e6b0b4', '水'],
    ['80', []],
    ['83010203', [1, 2, 3]],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
  ];
  it.each(accepted)('%s is read, and written alike', (hex, value) => {
    expect(decodeHex(hex)).toEqual(value);
    expect(toHex(encodeCbor(value))).toBe(hex);
  });
});

describe('floats take 64 bits, whatever they are', () => {
  const accepted: readonly [string, number][] = [
    ['fb3ff8000000000000', 1.5],
    ['fb3ff0000000000000', 1],
    ['fb0000000000000000', 0],
    ['fb8000000000000000', -0],
    ['fb3e70000000000000', 2 ** -24],
    ['fb0000000000000001', 2 ** -1074],
    ['fb4340000000000000', 2 ** 53],
  ];
  it.each(accepted)('%s is read, and written alike', (hex, float) => {
    expect(decodeHex(hex)).toEqual({ float });
    expect(toHex(encodeCbor({ float }))).toBe(hex);
  });
});

describe('encodings that are valid CBOR, but not the one of their value, are refused', () => {
  it.each([
    ['0 in two bytes', '1800'],
    ['23 in two bytes', '1817'],
    ['255 in three bytes', '1900ff'],
    ['65535 in five bytes', '1a0000ffff'],
    ['1 in nine bytes', '1b0000000000000001'],
    ['−1 in two bytes', '3800'],
    ['a byte string whose length is in two bytes', '580101'],
    ['text whose length is in two bytes', '780161'],
    ['a list whose length is in two bytes', '980101'],
    ['0.0 in half precision', 'f90000'],
    ['−0.0 in half precision', 'f98000'],
    ['1.5 in half precision', 'f93e00'],
    ['the least float of half precision', 'f90001'],
    ['1.5 in single precision', 'fa3fc00000'],
    ['100000.0 in single precision', 'fa47c35000'],
    ['an indefinite byte string', '5f42010243030405ff'],
    ['an indefinite text', '7f657374726561646d696e67ff'],
    ['an indefinite list', '9fff'],
    ['an indefinite list in a list', '829fff01'],
  ])('%s', (_, hex) => {
    expect(() => decodeHex(hex)).toThrow(rejection('not-canonical'));
  });
});

describe('values that no message has are refused', () => {
  it.each([
    ['infinity', 'fb7ff0000000000000'],
    ['minus infinity', 'fbfff0000000000000'],
    ['NaN', 'fb7ff8000000000000'],
    ['a NaN with more in it', 'fb7ff8000000000001'],
    ['an integer above 2^53', '1b0020000000000001'],
    ['2^64 − 1', '1bffffffffffffffff'],
    ['−2^64', '3bffffffffffffffff'],
    ['null', 'f6'],
    ['true', 'f5'],
    ['false', 'f4'],
    ['undefined', 'f7'],
    ['a simple value', 'f0'],
    ['a simple value in two bytes', 'f8ff'],
    ['an empty map', 'a0'],
    ['a map', 'a201020304'],
    ['a map in a list', '826161a161626163'],
    ['a tagged text', 'c074323031332d30332d32315432303a30343a30305a'],
    ['a tagged byte string', 'd74401020304'],
    ['a bignum', 'c249010000000000000000'],
    ['a break alone', 'ff'],
    ['text that is no UTF-8', '61ff'],
    ['text with half a surrogate pair', '63eda080'],
  ])('%s', (_, hex) => {
    expect(() => decodeHex(hex)).toThrow(rejection('not-canonical'));
  });
});

describe('one value is all that there is', () => {
  it.each([
    ['nothing at all', ''],
    ['two values', '0102'],
    ['a byte after a list', '810100'],
    ['a list that ends early', '830102'],
    ['a byte string that ends early', '44010203'],
    ['an integer that ends early', '1a0001'],
  ])('%s: refused', (_, hex) => {
    expect(() => decodeHex(hex)).toThrow(rejection('not-canonical'));
  });
});

describe('sizes are bounded before anything is read', () => {
  it('bytes over the limit are not decoded', () => {
    expect(() => decodeCbor(new Uint8Array(11), 10)).toThrow(rejection('too-large'));
    expect(decodeCbor(encodeCbor(new Uint8Array(8)), 9)).toEqual(new Uint8Array(8));
  });

  it('lists nest eight deep, and no deeper', () => {
    const nested = (depth: number): Uint8Array =>
      Uint8Array.of(...Array<number>(depth - 1).fill(0x81), 0x80);
    expect(() => decodeCbor(nested(8), 1000)).not.toThrow();
    expect(() => decodeCbor(nested(9), 1000)).toThrow(rejection('not-canonical'));
    expect(() => decodeCbor(nested(100_000), 200_000)).toThrow(rejection('not-canonical'));
  });

  it('lists beside one another are not counted as nested', () => {
    const wide: CborValue = Array.from({ length: 100 }, () => [[[]], 1, []]);
    expect(decodeCbor(encodeCbor(wide), 10_000)).toEqual(wide);
  });

  it.each([
    ['a list of 2^32 − 1 items', '9affffffff'],
    ['a list of 2^53 − 1 items', '9b001fffffffffffff'],
    ['a list of 2^64 − 1 items', '9bffffffffffffffff'],
    ['2^32 − 1 bytes', '5affffffff'],
    ['2^53 − 1 bytes', '5b001fffffffffffff'],
    ['2^32 − 1 bytes of text', '7affffffff'],
    ['long lists in long lists', '9affffffff9affffffff9affffffff'],
  ])('%s that are not there: refused at once, with no memory for them', (_, hex) => {
    const before = process.memoryUsage();
    const started = performance.now();
    expect(() => decodeHex(hex)).toThrow(rejection('not-canonical'));
    expect(performance.now() - started).toBeLessThan(500);
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(1e6);
  });
});

describe('any value and any bytes', () => {
  const leaf = fc.oneof(
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((float) => ({ float })),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
  );
  const { value } = fc.letrec<{ value: CborValue }>((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, leaf, fc.array(tie('value'), { maxLength: 4 })),
  }));

  it('is read as it was written', () => {
    fc.assert(
      fc.property(value, (written) => {
        const bytes = encodeCbor(written);
        expect(decodeCbor(bytes, bytes.length)).toEqual(written);
      }),
    );
  });

  it('is a value with that very encoding, or a rejection', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        let read: CborValue;
        try {
          read = decodeCbor(bytes, 40);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          return;
        }
        expect(encodeCbor(read)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('is written into memory of its own, as plain bytes', () => {
    for (const length of [0, 10, 60, 100, 150, 200, 250, 300, 3000, 70_000]) {
      const bytes = encodeCbor([new Uint8Array(length), 'text', [1, 2]]);
      expect(bytes.constructor).toBe(Uint8Array);
      expect(bytes.buffer.byteLength).toBe(bytes.length);
    }
  });
});
