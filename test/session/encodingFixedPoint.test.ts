import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  decodeSum,
  encodeInput,
  type Encoding,
  type EncodingErrorCode,
} from '../../src/session/encodings/index.ts';
import {
  bounds,
  clips,
  noRandomness,
  rejection,
  sumOf,
  untyped,
} from '../support/encodingInputs.ts';

const random = seededRandom(Uint8Array.of(1, 2, 3));

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
        const encoded = encodeInput(fixed(clip), shape, [clip, -clip, 1e300, -1e300], noRandomness);
        expect(encoded).toEqual(Int32Array.of(bound, -bound, bound, -bound));
      }),
    );
  });

  it('leaves whole steps and zeros alone, without randomness', () => {
    const shape = { length: 5, bound: 8 };
    const encoded = encodeInput(fixed(2), shape, [0, -0, 0.25, -1.75, 2], noRandomness);
    expect(encoded).toEqual(Int32Array.of(0, 0, 1, -7, 8));
    expect(
      encodeInput(fixed(2), shape, BigInt64Array.of(0n, 1n, -1n, 5n, 2n), noRandomness),
    ).toEqual(Int32Array.of(0, 4, -4, 8, 8));
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
    ].map((values) => encodeInput(fixed(2), shape, values, noRandomness));
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
    expect(rejection(() => encodeInput(fixed(1), shape, untyped(input), random))).toBe(code);
  });

  it('refuses randomness of the wrong length', () => {
    const short = (length: number): Uint8Array => new Uint8Array(length - 1);
    const act = (): unknown => encodeInput(fixed(1), { length: 1, bound: 1 }, [0.5], short);
    expect(rejection(act)).toBe('bad-randomness');
  });
});
