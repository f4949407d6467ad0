import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dualDimension, dualWord, dualWords } from '../../src/crypto/dualCode.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { randomScalar, scalarReduce } from '../../src/crypto/scalar.ts';
import { splitSecret } from '../../src/crypto/shamir.ts';
import { randomSeed } from './arbitraries.ts';

/** A sharing over some holders, with its secret as the value at 0, and a word against it. */
const setting = fc
  .record({
    holders: fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 12 }),
    seed: randomSeed,
    of: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ holders, seed, of }) => {
    const threshold = 1 + Math.floor(of * (holders.length - 1));
    const random = seededRandom(seed);
    const secret = randomScalar(random);
    const values = [secret, ...splitSecret(secret, threshold, holders, random)];
    const places = [0, ...holders.map((holder) => holder + 1)];
    const draw = (count: number): bigint[] =>
      Array.from({ length: count }, () => randomScalar(random));
    return { threshold, values, places, draw };
  });

function product(word: readonly bigint[], values: readonly bigint[]): bigint {
  return scalarReduce(word.reduce((sum, factor, i) => sum + factor * values[i]!, 0n));
}

describe('a random word of the dual code', () => {
  it('is orthogonal to every sharing, with its secret', () => {
    fc.assert(
      fc.property(setting, ({ threshold, values, places, draw }) => {
        const word = dualWord(places, draw(dualDimension(places.length, threshold)));
        expect(product(word, values)).toBe(0n);
      }),
    );
  });

  it('finds one changed value, wherever it is, the secret among them', () => {
    fc.assert(
      fc.property(setting, fc.nat(12), ({ threshold, values, places, draw }, at) => {
        const word = dualWord(places, draw(dualDimension(places.length, threshold)));
        const changed = values.map((value, i) => (i === at % values.length ? value + 1n : value));
        expect(product(word, changed)).not.toBe(0n);
      }),
    );
  });

  it('finds a polynomial of one degree more, and with one coefficient more would refuse honest ones', () => {
    fc.assert(
      fc.property(randomSeed, (seed) => {
        const random = seededRandom(seed);
        const holders = [0, 1, 2, 4, 7];
        const places = [0, 1, 2, 3, 5, 8];
        const draw = (count: number): bigint[] =>
          Array.from({ length: count }, () => randomScalar(random));
        const over = splitSecret(5n, 4, holders, random);
        expect(product(dualWord(places, draw(dualDimension(6, 3))), [5n, ...over])).not.toBe(0n);
        const right = splitSecret(5n, 3, holders, random);
        expect(product(dualWord(places, draw(dualDimension(6, 3) + 1)), [5n, ...right])).not.toBe(
          0n,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('is nothing but zeros where any values would do', () => {
    expect(dualDimension(3, 3)).toBe(0);
    expect(dualDimension(2, 3)).toBe(0);
    expect(dualWord([0, 1, 2], [])).toEqual([0n, 0n, 0n]);
  });

  it('refuses a place that is named twice', () => {
    expect(() => dualWord([0, 3, 3], [1n])).toThrow(RangeError);
  });

  it('is the same whether it is made by itself or with those of other lists', () => {
    const lists = fc.array(fc.uniqueArray(fc.nat(60), { minLength: 4, maxLength: 12 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(lists, randomSeed, (some, seed) => {
        const random = seededRandom(seed);
        const coefficients = Array.from({ length: 9 }, () => randomScalar(random));
        const wanted = some.map((places) => ({
          places,
          dimension: dualDimension(places.length, 3),
        }));
        const wordsOver = dualWords(coefficients);
        const words = wanted.map(({ places, dimension }) =>
          dualWord(places, coefficients.slice(0, dimension)),
        );
        expect(wordsOver(wanted)).toEqual(words);
        // Again, from the values that are known by now.
        expect(wordsOver(wanted)).toEqual(words);
      }),
    );
  });
});
