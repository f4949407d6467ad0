import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../../src/kernel/kernel.ts';
import { bytesToIntegers } from '../../../src/kernel/planes/workspace.ts';
import { decode, encode } from '../../../src/schemes/coding/code.ts';
import { encodingWeights, lagrangeWeights } from '../../../src/schemes/coding/lagrange.ts';
import { codeShape } from '../../../src/schemes/coding/shape.ts';
import { sumOfElements } from '../../../src/schemes/coding/symbols.ts';
import { areEqual, integers, someElements } from '../../kernel/samples.ts';
import { dealt, HOLDERS, kernel, partOf, shapeOf } from './codeWords.ts';

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

/** The rank of a square matrix over F_ℓ. */
function rankOf(matrix: bigint[][]): number {
  const rows = matrix.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < rows.length; column++) {
    const pivot = rows.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (pivot < 0) continue;
    [rows[rank], rows[pivot]] = [rows[pivot]!, rows[rank]!];
    const top = rows[rank]!;
    for (let i = rank + 1; i < rows.length; i++) {
      const [a, b] = [top[column]!, rows[i]![column]!];
      rows[i] = rows[i]!.map((value, j) => mod(value * a - top[j]! * b));
    }
    rank++;
  }
  return rank;
}

/** All ways to choose `count` of the values. */
function* choices<T>(values: readonly T[], count: number): Generator<T[]> {
  if (count === 0) yield [];
  for (const [i, value] of values.entries()) {
    if (count > 0)
      for (const rest of choices(values.slice(i + 1), count - 1)) yield [value, ...rest];
  }
}

describe('sizes of a code', () => {
  it('cut into full sub-rows', () => {
    expect(codeShape({ places: 100, recovery: 90, privacy: 10, elements: 100_000 })).toMatchObject({
      pieces: 80,
      subRows: 1,
      columns: 1250,
      length: 1250,
    });
    const long = codeShape({ places: 10, recovery: 8, privacy: 5, elements: 30_000 });
    expect(long).toMatchObject({ pieces: 3, subRows: 3, columns: 3334, length: 10_002 });
    expect(long.columns * long.subRows).toBe(long.length);
  });

  it.each([
    { places: 5, recovery: 6, privacy: 1, elements: 1 },
    { places: 5, recovery: 3, privacy: 3, elements: 1 },
    { places: 5, recovery: 3, privacy: -1, elements: 1 },
    { places: 5, recovery: 3, privacy: 1, elements: 0 },
    { places: 5, recovery: 3.5, privacy: 1, elements: 4 },
    { places: 5, recovery: Number.NaN, privacy: 1, elements: 4 },
  ])('are refused where there is no such code: %o', (parameters) => {
    expect(() => codeShape(parameters)).toThrow(RangeError);
  });
});

describe('a ramp code', () => {
  const shape = shapeOf(21);

  it('evaluates the polynomial through the pieces', async () => {
    const pieces = someElements(shape.recovery * 2, 1);
    const symbols = bytesToIntegers(await encode(kernel, shape, HOLDERS, pieces));
    const values = bytesToIntegers(pieces);
    // From the symbols of any six places back to each piece, by another set of weights.
    const points = HOLDERS.slice(1, 7).map((place) => place + 1);
    for (let k = 0; k < shape.recovery; k++) {
      const weights = bytesToIntegers(lagrangeWeights(points, [shape.places + 1 + k]));
      for (const column of [0, 1]) {
        const sum = weights.reduce((s, w, i) => s + w * symbols[2 * (i + 1) + column]!, 0n);
        expect(mod(sum)).toBe(values[2 * k + column]);
      }
    }
  });

  it('weighs as polynomials do', () => {
    const cubic = (x: bigint): bigint => mod(7n + 3n * x + x * x * x);
    const points = [3, 8, 1, 20];
    const weights = bytesToIntegers(lagrangeWeights(points, [11, 2, 500]));
    [11n, 2n, 500n].forEach((target, row) => {
      const sum = points.reduce((s, x, i) => s + weights[4 * row + i]! * cubic(BigInt(x)), 0n);
      expect(mod(sum)).toBe(cubic(target));
    });
  });

  it('gives the vector back from any U symbols, and sums from sums', async () => {
    const [one, two] = [await dealt(shape, 'one'), await dealt(shape, 'two')];
    const sums = sumOfElements(kernel, [one.symbols, two.symbols]);
    const total = sumOfElements(kernel, [one.mask, two.mask]);
    for (const chosen of choices([...HOLDERS.keys()], shape.recovery)) {
      const places = chosen.map((index) => HOLDERS[index]!);
      const joined = (list: Uint8Array): Uint8Array =>
        Buffer.concat(chosen.map((index) => partOf(list, index)));
      expect(areEqual(await decode(kernel, shape, places, joined(one.symbols)), one.mask)).toBe(
        true,
      );
      expect(areEqual(await decode(kernel, shape, places, joined(sums)), total)).toBe(true);
    }
    await expect(decode(kernel, shape, [0, 1], one.symbols)).rejects.toThrow('takes 6 symbols');
  });

  it('shows T holders values that are uniform, whatever the vector', () => {
    const weights = bytesToIntegers(encodingWeights(shape, [...Array(shape.places).keys()]));
    const noiseOf = (place: number): bigint[] =>
      weights.slice(place * shape.recovery + shape.pieces, (place + 1) * shape.recovery);
    for (const places of choices([...Array(shape.places).keys()], shape.privacy)) {
      expect(rankOf(places.map(noiseOf))).toBe(shape.privacy);
    }
  });

  it('has code words for every vector that agree in any T places, and for none that agree in one more', async () => {
    // A vector's pieces and T prescribed values determine the polynomial.
    const places = [2, 7];
    const points = [...places.map((place) => place + 1), ...[0, 1, 2, 3].map((k) => 10 + k)];
    const other = someElements(shape.pieces, 5);
    const held = someElements(shape.privacy, 6);
    const noise = lagrangeWeights(points, [14, 15]);
    const values = new Uint8Array(32 * shape.recovery);
    values.set(held);
    values.set(other, held.length);
    const pieces = new Uint8Array(values.length);
    pieces.set(other);
    pieces.set(await kernel.combine(noise, values, shape.recovery), other.length);
    expect(areEqual(await encode(kernel, shape, places, pieces), held)).toBe(true);
    // With one more, all U coefficients are fixed before the last piece is looked at.
    expect(points.length).toBe(shape.recovery);
  });

  it('spoils nothing but hides nothing where the noise is zero: K symbols give the vector', async () => {
    const pieces = new Uint8Array(32 * shape.recovery);
    pieces.set(integers([5n, 6n, 7n, 8n]));
    const places = [0, 3, 4, 8];
    const symbols = await encode(kernel, shape, places, pieces);
    const weights = bytesToIntegers(encodingWeights(shape, places));
    const matrix = places.map((_, i) => weights.slice(6 * i, 6 * i + 4));
    expect(rankOf(matrix)).toBe(4);
    const seen = bytesToIntegers(symbols);
    matrix.forEach((row, i) => {
      expect(mod(5n * row[0]! + 6n * row[1]! + 7n * row[2]! + 8n * row[3]!)).toBe(seen[i]);
    });
  });
});
