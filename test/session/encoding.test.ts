import { describe, expect, it } from 'vitest';
import {
  decodeSum,
  encodeInput,
  type Encoding,
  type EncodingErrorCode,
  type EncodingInput,
  MAX_BOUND,
} from '../../src/session/encodings/index.ts';
import { noRandomness, rejection, sumOf, untyped } from '../support/encodingInputs.ts';

describe('integers', () => {
  const integer: Encoding = { kind: 'integer' };
  const shape = { length: 3, bound: 100 };
  const encode = (input: EncodingInput): Int32Array =>
    encodeInput(integer, shape, input, noRandomness);

  it('pass unchanged, whatever array they come in', () => {
    const expected = Int32Array.of(-100, 0, 100);
    expect(encode([-100, 0, 100])).toEqual(expected);
    expect(encode(Int8Array.of(-100, 0, 100))).toEqual(expected);
    expect(encode(Float64Array.of(-100, -0, 100))).toEqual(expected);
    expect(encode(BigInt64Array.of(-100n, 0n, 100n))).toEqual(expected);
    expect(encode(BigUint64Array.of(1n, 0n, 100n))).toEqual(Int32Array.of(1, 0, 100));
  });

  it.each<[unknown, EncodingErrorCode]>([
    [[0, 0], 'wrong-length'],
    [[0, 0, 0, 0], 'wrong-length'],
    [[0, 0, 101], 'out-of-bounds'],
    [[0, -101, 0], 'out-of-bounds'],
    [[0, 1.5, 0], 'not-an-integer'],
    [[0, NaN, 0], 'not-finite'],
    [[0, -Infinity, 0], 'not-finite'],
    [[0, '1', 0], 'not-a-number'],
    [new Array(3), 'not-a-number'],
    ['123', 'wrong-input'],
    [{ values: [0, 0, 0], weight: 1 }, 'wrong-input'],
    [new DataView(new ArrayBuffer(3)), 'wrong-input'],
    [null, 'wrong-input'],
  ])('refuses %o: %s', (input, code) => {
    expect(rejection(() => encode(untyped(input)))).toBe(code);
  });

  it('refuses integers that no double holds', () => {
    const code = rejection(() => encode(BigInt64Array.of(0n, 0n, -(2n ** 63n))));
    expect(code).toBe('out-of-bounds');
  });

  it('names the index at fault, and never the value there', () => {
    expect(() => encode([0, 0, 54321])).toThrow(/index 2 is beyond the session's bound of ±100/);
    expect(() => encode([0, 0, 54321])).not.toThrow(/54321/);
  });

  it('add up exactly, at the greatest bound too', () => {
    const wide = { length: 2, bound: MAX_BOUND };
    const vectors = Array.from({ length: 1000 }, () =>
      encodeInput(integer, wide, [MAX_BOUND, -MAX_BOUND], noRandomness),
    );
    const exact = 1000 * MAX_BOUND;
    expect(decodeSum(integer, wide, sumOf(vectors), 1000)).toEqual(Float64Array.of(exact, -exact));
  });
});

describe('a sum', () => {
  const integer: Encoding = { kind: 'integer' };
  const shape = { length: 2, bound: 10 };

  it.each<[Float64Array, number]>([
    [Float64Array.of(31, 0), 3],
    [Float64Array.of(0, -31), 3],
    [Float64Array.of(0, 0.5), 3],
    [Float64Array.of(0, NaN), 3],
    [Float64Array.of(0), 3],
    [Float64Array.of(0, 0, 0), 3],
    [Float64Array.of(0, 0), 0],
    [Float64Array.of(0, 0), 1.5],
    [Float64Array.of(0, 0), 2 ** 53],
  ])('%o of %d participants within ±10 is refused', (sum, participants) => {
    expect(rejection(() => decodeSum(integer, shape, sum, participants))).toBe('bad-sum');
  });

  it('decodes without negative zeros', () => {
    const fixed: Encoding = { kind: 'fixed-point', clip: 1, average: 'mean' };
    for (const encoding of [integer, fixed]) {
      const decoded = decodeSum(encoding, shape, Float64Array.of(-0, 0), 3);
      expect(Object.is(decoded[0], 0)).toBe(true);
    }
  });
});
