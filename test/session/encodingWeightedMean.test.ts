import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  decodeSum,
  encodeInput,
  type Encoding,
  type EncodingErrorCode,
  rawLength,
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
        const encoded = encodeInput(encoding, { length: 3, bound }, input, noRandomness);
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
    expect(rejection(() => encodeInput(weighted, shape, untyped(input), random))).toBe(code);
  });

  it.each([0, -4, 1, 1501])('refuses 3 weights that add up to %d', (weights) => {
    const act = (): unknown => decodeSum(weighted, shape, Float64Array.of(1, 1, weights), 3);
    expect(rejection(act)).toBe('bad-weight-sum');
  });
});
