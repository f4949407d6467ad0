import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  decodeSum,
  encodeInput,
  EncodingError,
  type Encoding,
  type EncodingErrorCode,
  type EncodingInput,
  MAX_BOUND,
  rawLength,
} from '../../src/session/encoding/index.ts';

const random = seededRandom(Uint8Array.of(1, 2, 3));
const none = (): Uint8Array => {
  throw new Error('no randomness is needed here');
};

/** The code that an encoding refuses with. */
function refusal(act: () => unknown): EncodingErrorCode | 'accepted' {
  try {
    act();
  } catch (error) {
    if (error instanceof EncodingError) return error.code;
    throw error;
  }
  return 'accepted';
}

/** An input from a caller without types. */
const untyped = (value: unknown): EncodingInput => value as EncodingInput;

const sumOf = (vectors: readonly Int32Array[]): Float64Array =>
  Float64Array.from(vectors[0]!, (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0));

const bounds = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(32767, MAX_BOUND));
const clips = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('integers', () => {
  const integer: Encoding = { kind: 'integer' };
  const shape = { length: 3, bound: 100 };
  const encode = (input: EncodingInput): Int32Array => encodeInput(integer, shape, input, none);

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
    expect(refusal(() => encode(untyped(input)))).toBe(code);
  });

  it('refuses integers that no double holds', () => {
    const code = refusal(() => encode(BigInt64Array.of(0n, 0n, -(2n ** 63n))));
    expect(code).toBe('out-of-bounds');
  });

  it('names the index at fault, and never the value there', () => {
    expect(() => encode([0, 0, 54321])).toThrow(/index 2 is beyond the session's bound of ±100/);
    expect(() => encode([0, 0, 54321])).not.toThrow(/54321/);
  });

  it('add up exactly, at the greatest bound too', () => {
    const wide = { length: 2, bound: MAX_BOUND };
    const vectors = Array.from({ length: 1000 }, () =>
      encodeInput(integer, wide, [MAX_BOUND, -MAX_BOUND], none),
    );
    const exact = 1000 * MAX_BOUND;
    expect(decodeSum(integer, wide, sumOf(vectors), 1000)).toEqual(Float64Array.of(exact, -exact));
  });
});

describe('fixed point', () => {
  const fixed = (clip: number, average: 'sum' | 'mean' = 'sum'): Encoding => ({
    kind: 'fixed-point',
    clip,
    average,
  });

  it('decodes each participant to within one step of its clipped values', () => {
    const vectors = fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { minLength: 1 });
    fc.assert(
      fc.property(vectors, bounds, clips, (values, bound, clip) => {
        const shape = { length: values.length, bound };
        const encoded = encodeInput(fixed(clip), shape, values, random);
        expect(encoded.every((x) => Math.abs(x) <= bound)).toBe(true);
        const decoded = decodeSum(fixed(clip), shape, Float64Array.from(encoded), 1);
        values.forEach((value, i) => {
          const clipped = Math.max(-clip, Math.min(clip, value));
          expect(Math.abs(decoded[i]! - clipped)).toBeLessThanOrEqual((clip / bound) * 1.000001);
        });
      }),
    );
  });

  it('never passes the bound at the ends, for any clip', () => {
    fc.assert(
      fc.property(bounds, fc.double({ min: 1e-100, max: 1e100, noNaN: true }), (bound, clip) => {
        const shape = { length: 4, bound };
        // No randomness is drawn: the ends are exact.
        const encoded = encodeInput(fixed(clip), shape, [clip, -clip, 1e300, -1e300], none);
        expect(encoded).toEqual(Int32Array.of(bound, -bound, bound, -bound));
      }),
    );
  });

  it('leaves whole steps and zeros alone, without randomness', () => {
    const shape = { length: 5, bound: 8 };
    const encoded = encodeInput(fixed(2), shape, [0, -0, 0.25, -1.75, 2], none);
    expect(encoded).toEqual(Int32Array.of(0, 0, 1, -7, 8));
    expect(encodeInput(fixed(2), shape, BigInt64Array.of(0n, 1n, -1n, 5n, 2n), none)).toEqual(
      Int32Array.of(0, 4, -4, 8, 8),
    );
  });

  it('rounds without bias: the mean of many stays within 5 standard errors', () => {
    const shape = { length: 40_000, bound: 10 };
    const source = seededRandom(Uint8Array.of(4));
    for (const value of [0.5, 0.01, -0.01, 0.333, -0.777, 0.999, 1e-3, -0.05]) {
      const values = new Float64Array(shape.length).fill(value);
      const encoded = encodeInput(fixed(1), shape, values, source);
      const mean = encoded.reduce((sum, x) => sum + x, 0) / shape.length;
      const exact = value * shape.bound;
      const fraction = Math.abs(exact) - Math.floor(Math.abs(exact));
      const standardError = Math.sqrt((fraction * (1 - fraction)) / shape.length);
      expect(Math.abs(mean - exact)).toBeLessThan(5 * standardError + 1e-9);
    }
  });

  it('decodes a sum over participants, and their mean', () => {
    const shape = { length: 2, bound: 1024 };
    const vectors = [
      [0.5, -2],
      [0.25, 1],
      [3, 0.125],
    ].map((values) => encodeInput(fixed(2), shape, values, none));
    expect(decodeSum(fixed(2), shape, sumOf(vectors), 3)).toEqual(Float64Array.of(2.75, -0.875));
    expect(decodeSum(fixed(2, 'mean'), shape, sumOf(vectors), 3)[1]).toBeCloseTo(-0.875 / 3, 15);
  });

  it.each<[unknown, EncodingErrorCode]>([
    [[1], 'wrong-length'],
    [[0, NaN], 'not-finite'],
    [[Infinity, 0], 'not-finite'],
    [[0, undefined], 'not-a-number'],
    [undefined, 'wrong-input'],
  ])('refuses %o: %s', (input, code) => {
    const shape = { length: 2, bound: 10 };
    expect(refusal(() => encodeInput(fixed(1), shape, untyped(input), random))).toBe(code);
  });

  it('refuses randomness of the wrong length', () => {
    const short = (length: number): Uint8Array => new Uint8Array(length - 1);
    const act = (): unknown => encodeInput(fixed(1), { length: 1, bound: 1 }, [0.5], short);
    expect(refusal(act)).toBe('bad-randomness');
  });
});

describe('weighted mean', () => {
  const weighted: Encoding = { kind: 'weighted-mean', clip: 1, maxWeight: 500 };
  const shape = { length: 3, bound: 1_000_000 };
  const encode = (values: number[], weight: number): Int32Array =>
    encodeInput(weighted, shape, { values, weight }, random);

  it('carries the weight in the last coordinate', () => {
    const encoded = encode([1, -0.5], 250);
    expect(encoded).toEqual(Int32Array.of(500_000, -250_000, 250));
    expect(rawLength(weighted, shape.length)).toBe(2);
    expect(rawLength({ kind: 'integer' }, 3)).toBe(3);
  });

  it('decodes to the weighted mean', () => {
    const part = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    const client = fc.record({
      values: fc.tuple(part, part),
      weight: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(client, { minLength: 1, maxLength: 20 }), (clients) => {
        const sum = sumOf(clients.map(({ values, weight }) => encode(values, weight)));
        const decoded = decodeSum(weighted, shape, sum, clients.length);
        const weights = clients.reduce((total, { weight }) => total + weight, 0);
        expect(decoded).toHaveLength(2);
        decoded.forEach((mean, i) => {
          const exact = clients.reduce(
            (total, { values, weight }) =>
              total + (weight * Math.max(-1, Math.min(1, values[i]!))) / weights,
            0,
          );
          // Each participant's rounding is off by less than one step of clip · maxWeight / B.
          const most = (clients.length * 500) / shape.bound / weights;
          expect(Math.abs(mean - exact)).toBeLessThanOrEqual(most + 1e-12);
        });
      }),
    );
  });

  it('keeps the bound at the greatest weight and at the ends', () => {
    fc.assert(
      fc.property(bounds, clips, (bound, clip) => {
        const encoding: Encoding = { kind: 'weighted-mean', clip, maxWeight: bound };
        const input = { values: [clip * 2, -clip], weight: bound };
        const encoded = encodeInput(encoding, { length: 3, bound }, input, none);
        expect(encoded).toEqual(Int32Array.of(bound, -bound, bound));
      }),
    );
  });

  it.each<[unknown, EncodingErrorCode]>([
    [[0, 0], 'wrong-input'],
    [{ values: [0, 0] }, 'wrong-input'],
    [{ values: [0], weight: 1 }, 'wrong-length'],
    [{ values: [0, NaN], weight: 1 }, 'not-finite'],
    [{ values: [0, 0], weight: 0 }, 'bad-weight'],
    [{ values: [0, 0], weight: -1 }, 'bad-weight'],
    [{ values: [0, 0], weight: 501 }, 'bad-weight'],
    [{ values: [0, 0], weight: 1.5 }, 'bad-weight'],
    [{ values: [0, 0], weight: NaN }, 'bad-weight'],
    [{ values: [0, 0], weight: '3' }, 'bad-weight'],
  ])('refuses %o: %s', (input, code) => {
    expect(refusal(() => encodeInput(weighted, shape, untyped(input), random))).toBe(code);
  });

  it.each([0, -4, 1, 1501])('refuses 3 weights that add up to %d', (weights) => {
    const act = (): unknown => decodeSum(weighted, shape, Float64Array.of(1, 1, weights), 3);
    expect(refusal(act)).toBe('bad-weight-sum');
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
    expect(refusal(() => decodeSum(integer, shape, sum, participants))).toBe('bad-sum');
  });

  it('decodes without negative zeros', () => {
    const fixed: Encoding = { kind: 'fixed-point', clip: 1, average: 'mean' };
    for (const encoding of [integer, fixed]) {
      const decoded = decodeSum(encoding, shape, Float64Array.of(-0, 0), 3);
      expect(Object.is(decoded[0], 0)).toBe(true);
    }
  });
});
