import fc from 'fast-check';
import { parse as parseWithNpyjs } from 'npyjs';
import { describe, expect, it } from 'vitest';
import { encodeNpy, InputFileError } from '../../src/cli/vectors/index.ts';
import { parseNpy } from '../../src/cli/vectors/npyRead.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const join = (...parts: ArrayLike<number>[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)));

/** A file of version 1.0 around this dictionary, padded as NumPy pads it. */
function npy(dictionary: string, data: ArrayLike<number>): Uint8Array {
  const header = dictionary.padEnd(117) + '\n';
  return join([0x93, ...ascii('NUMPY'), 1, 0, 0x76, 0], ascii(header), data);
}

const dictionary = (descr: string, shape = '(2,)', order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;

const read = (bytes: Uint8Array): number[] => Array.from(parseNpy('x.npy', bytes).values);

describe('reading .npy', () => {
  it('reads what numpy.save writes for numpy.array([1.5, -2.0])', () => {
    const hex =
      '934e554d5059010076007b276465736372273a20273c6638272c2027666f727472616e5f6f72646572273a2046616c' +
      '73652c20277368617065273a2028322c292c207d' +
      '20'.repeat(60) +
      '0a000000000000f83f00000000000000c0';
    const bytes = Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
    expect(bytes).toHaveLength(144);
    expect(parseNpy('x.npy', bytes)).toEqual({
      values: Float64Array.of(1.5, -2),
      integer: false,
      shape: [2],
    });
  });

  it.each<[string, number[], number[], boolean]>([
    ['<f2', [0x00, 0x3e, 0x01, 0x80], [1.5, -(2 ** -24)], false],
    ['<f4', [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0], [1.5, -2], false],
    ['|i1', [0x7f, 0x80], [127, -128], true],
    ['<i1', [0x7f, 0x80], [127, -128], true],
    ['|u1', [0x7f, 0x80], [127, 128], true],
    ['<i2', [0xff, 0x7f, 0, 0x80], [32767, -32768], true],
    ['<u2', [0xff, 0x7f, 0, 0x80], [32767, 32768], true],
    ['<i4', [1, 2, 0, 0, 0, 0, 0, 0x80], [513, -(2 ** 31)], true],
    ['<u4', [1, 2, 0, 0, 0, 0, 0, 0x80], [513, 2 ** 31], true],
    [
      '<i8',
      [1, 2, 0, 0, 1, 0, 0, 0, ...new Array<number>(8).fill(0xff)],
      [2 ** 32 + 513, -1],
      true,
    ],
    [
      '<u8',
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0, ...new Array<number>(8).fill(0)],
      [2 ** 53 - 1, 0],
      true,
    ],
  ])('reads %s', (descr, data, values, integer) => {
    const file = parseNpy('x.npy', npy(dictionary(descr), data));
    expect(Array.from(file.values)).toEqual(values);
    expect(file.integer).toBe(integer);
  });

  it.each<[string, number[]]>([
    ['(2, 3)', [2, 3]],
    ['(6,)', [6]],
    ['(1, 2, 3)', [1, 2, 3]],
    ['(6L,)', [6]],
  ])('flattens the shape %s row by row', (shape, dimensions) => {
    const file = parseNpy('x.npy', npy(dictionary('|u1', shape), [1, 2, 3, 4, 5, 6]));
    expect(Array.from(file.values)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(file.shape).toEqual(dimensions);
  });

  it('reads a scalar as one value', () => {
    expect(read(npy(dictionary('|u1', '()'), [9]))).toEqual([9]);
  });

  it('reads versions 2.0 and 3.0, data at any offset, and headers that others write', () => {
    const header = ascii(`{"shape":(2,),"fortran_order":False,"descr":"<u2"}\n`);
    for (const version of [2, 3]) {
      const start = [0x93, ...ascii('NUMPY'), version, 0, header.length, 0, 0, 0];
      expect(read(join(start, header, [1, 0, 2, 1]))).toEqual([1, 258]);
    }
  });

  const plain = npy(dictionary('|u1'), [1, 2]);
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /too short/],
    ['wrong magic', join([0x92], plain.subarray(1)), /does not begin like/],
    [
      'version 4.0',
      join(plain.subarray(0, 6), [4], plain.subarray(7)),
      /version 4\.0, and 1\.0 to 3\.0/,
    ],
    ['version 1.1', join(plain.subarray(0, 7), [1], plain.subarray(8)), /version 1\.1/],
    ['a header cut off', plain.subarray(0, 100), /ends within its header/],
    ['data cut off', plain.subarray(0, 129), /1 bytes of data where its header declares 2/],
    ['bytes after the data', join(plain, [0]), /3 bytes of data where its header declares 2/],
    [
      'a monstrous header',
      join([0x93, ...ascii('NUMPY'), 2, 0, 255, 255, 255, 255], plain),
      /header longer/,
    ],
    ['Fortran order', npy(dictionary('|u1', '(1, 2)', 'True'), [1, 2]), /ascontiguousarray/],
    ['objects', npy(dictionary('|O'), [1, 2]), /Python objects/],
    ['structures', npy(dictionary('').replace("''", "[('a', '<f8')]"), []), /array of structures/],
    ['big-endian data', npy(dictionary('>f4'), new Uint8Array(8)), /big-endian/],
    ['native order', npy(dictionary('=f4'), new Uint8Array(8)), /without a byte order/],
    ['floats without an order', npy(dictionary('|f4'), new Uint8Array(8)), /without a byte order/],
    ['booleans', npy(dictionary('|b1'), [1, 0]), /dtype "\|b1"/],
    ['complex numbers', npy(dictionary('<c16'), new Uint8Array(32)), /dtype "<c16"/],
    ['text', npy(dictionary('<U4'), new Uint8Array(32)), /dtype "<U4"/],
    ['no values', npy(dictionary('<f8', '(0,)'), []), /holds no values/],
    ['a huge shape', npy(dictionary('|u1', '(999999999999999, 9)'), [1]), /more than 33554432/],
    ['a negative shape', npy(dictionary('|u1', '(-2,)'), [1, 2]), /invalid \.npy header/],
    ['a shape that is no tuple', npy(dictionary('|u1', '(2)'), [1, 2]), /invalid \.npy header/],
    ['no fortran_order', npy("{'descr': '|u1', 'shape': (2,), }", [1, 2]), /invalid \.npy header/],
    [
      'a field twice',
      npy("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}", [1, 2]),
      /invalid \.npy header/,
    ],
    [
      'a further field',
      npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 'y'}", [1, 2]),
      /invalid \.npy header/,
    ],
    ['code for a header', npy("__import__('os')", [1, 2]), /invalid \.npy header/],
    ['NaN', npy(dictionary('<f2'), [0, 0, 1, 0x7e]), /index 1 is NaN/],
    [
      'NaN in a matrix',
      npy(dictionary('<f2', '(2, 2)'), [0, 0, 0, 0, 0, 0, 1, 0x7e]),
      /index \(1, 1\) is NaN/,
    ],
    ['infinity', npy(dictionary('<f2'), [0, 0x7c, 0, 0]), /index 0 is infinite/],
    [
      'an integer that no double holds',
      npy(dictionary('<i8'), [...new Array<number>(8).fill(0), 1, 0, 0, 0, 0, 0, 0x20, 0]),
      /index 1 is beyond/,
    ],
  ])('refuses %s', (_, bytes, problem) => {
    expect(() => read(bytes)).toThrow(InputFileError);
    expect(() => read(bytes)).toThrow(problem);
    expect(() => read(bytes)).toThrow(/^x\.npy: .*\.$/);
  });

  it('answers any change of a byte with a vector or a rejection', () => {
    const bytes = encodeNpy(Float64Array.of(1, 2, 3));
    const at = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(at, fc.nat({ max: 255 }), fc.nat({ max: bytes.length }), (i, byte, cut) => {
        const changed = bytes.slice(0, cut);
        if (i < cut) changed[i] = byte;
        try {
          expect(read(changed).every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputFileError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writing .npy', () => {
  it('writes the bytes that numpy.save writes', () => {
    const bytes = encodeNpy(Float64Array.of(1.5, -2));
    expect(bytes).toEqual(
      npy(dictionary('<f8'), [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]),
    );
    expect(encodeNpy(BigInt64Array.of(1n, -1n))).toEqual(
      npy(dictionary('<i8'), [1, 0, 0, 0, 0, 0, 0, 0, ...new Array<number>(8).fill(0xff)]),
    );
  });

  it('aligns the data, whatever the shape', () => {
    for (const shape of [
      [],
      [1],
      [1, 1],
      new Array<number>(12).fill(1),
      new Array<number>(60).fill(1),
    ]) {
      const bytes = encodeNpy(Float64Array.of(7), shape);
      expect((bytes.length - 8) % 64).toBe(0);
      expect(parseNpy('x.npy', bytes)).toMatchObject({ values: Float64Array.of(7), shape });
    }
  });

  it.each([[[3]], [[2, 2]], [[-1, -2]], [[0.5, 4]]])(
    'refuses the shape %j for two values',
    (shape) => {
      expect(() => encodeNpy(Float64Array.of(1, 2), shape)).toThrow(RangeError);
    },
  );

  it('is read by this reader and by another', () => {
    const values = fc.float64Array({ minLength: 1, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, (data) => {
        const bytes = encodeNpy(data);
        expect(parseNpy('x.npy', bytes).values).toEqual(data);
        expect(parseWithNpyjs(bytes.slice().buffer)).toMatchObject({
          data,
          dtype: 'f8',
          shape: [data.length],
          fortranOrder: false,
        });
      }),
    );
  });
});
