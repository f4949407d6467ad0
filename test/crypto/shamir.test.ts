import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalarReduce } from '../../src/crypto/scalar.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import {
  combineShares,
  lagrangeWeights,
  lagrangeWeightsOfEach,
  splitSecret,
} from '../../src/crypto/shamir.ts';
import { SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { randomSeed, scalar } from './arbitraries.ts';

/** A sharing: its secret, threshold, holders (in any order, with gaps) and the source of its coefficients. */
const sharing = fc
  .record({
    secret: scalar,
    holders: fc.uniqueArray(fc.oneof(fc.nat(40), fc.nat(2 ** 31), fc.maxSafeNat()), {
      minLength: 1,
      maxLength: 30,
    }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: randomSeed,
  })
  .map(({ secret, holders, part, seed }) => {
    const threshold = 1 + Math.floor(part * (holders.length - 1));
    const shares = splitSecret(secret, threshold, holders, seededRandom(seed));
    return { secret, holders, threshold, shares, seed };
  });

function combineAt(
  holders: readonly number[],
  shares: readonly bigint[],
  chosen: number[],
): bigint {
  return combineShares(
    chosen.map((i) => shares[i]!),
    lagrangeWeights(chosen.map((i) => holders[i]!)),
  );
}

/** Some indices of a list of `length`, `count` of them, picked and ordered by a seed. */
function pick(length: number, count: number, seed: Uint8Array): number[] {
  const keys = seededRandom(seed)(length * 4);
  const weight = (i: number): number => new DataView(keys.buffer, keys.byteOffset).getUint32(4 * i);
  return Array.from({ length }, (_, i) => i)
    .sort((i, j) => weight(i) - weight(j))
    .slice(0, count);
}

describe('a sharing', () => {
  it('is recovered by any threshold of its holders, and by more', () => {
    fc.assert(
      fc.property(
        sharing,
        fc.nat(30),
        randomSeed,
        ({ secret, holders, threshold, shares }, more, seed) => {
          const chosen = pick(holders.length, Math.min(threshold + more, holders.length), seed);
          expect(combineAt(holders, shares, chosen)).toBe(secret);
        },
      ),
    );
  });

  it('is recovered by every one of the 35 subsets of 4 among 7', () => {
    const holders = [0, 1, 2, 3, 4, 5, 6];
    const shares = splitSecret(42n, 4, holders, seededRandom(Uint8Array.of(1)));
    let subsets = 0;
    for (let bits = 0; bits < 128; bits++) {
      const chosen = holders.filter((i) => (bits >> i) & 1);
      if (chosen.length !== 4) continue;
      subsets++;
      expect(combineAt(holders, shares, chosen)).toBe(42n);
    }
    expect(subsets).toBe(35);
  });

  it('gives one share fewer than the threshold to every secret alike', () => {
    // For any t − 1 shares and any other secret, there is a polynomial of degree t − 1 through both: its share
    // for one more holder completes the same t − 1 shares to that secret.
    fc.assert(
      fc.property(
        sharing.filter(({ threshold, holders }) => threshold > 1 && threshold < holders.length),
        scalar,
        ({ holders, threshold, shares }, other) => {
          const known = holders.slice(0, threshold);
          const weights = lagrangeWeights(known);
          const partial = combineShares([...shares.slice(0, threshold - 1), 0n], weights);
          // Solve partial + share · weight = other for the missing share.
          const inverse = modPow(weights[threshold - 1]!, SCALAR_ORDER - 2n);
          const missing =
            ((((other - partial) * inverse) % SCALAR_ORDER) + SCALAR_ORDER) % SCALAR_ORDER;
          expect(combineShares([...shares.slice(0, threshold - 1), missing], weights)).toBe(other);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('looks random to fewer than the threshold', () => {
    // The first coordinate of a share of 0 and of a share of L − 1, over many sharings: no difference shows.
    const random = seededRandom(Uint8Array.of(2));
    const halves = [0n, SCALAR_ORDER - 1n].map((secret) => {
      let high = 0;
      for (let i = 0; i < 1000; i++) {
        const [share] = splitSecret(secret, 2, [0, 1], random);
        if (share! > SCALAR_ORDER / 2n) high++;
      }
      return high;
    });
    for (const high of halves) expect(Math.abs(high - 500)).toBeLessThan(60); // 3.8 σ
  });

  it('gives something else with too few shares', () => {
    fc.assert(
      fc.property(
        sharing.filter(({ threshold }) => threshold > 1),
        ({ secret, holders, threshold, shares }) => {
          const few = pick(holders.length, threshold - 1, Uint8Array.of(3));
          expect(combineAt(holders, shares, few)).not.toBe(secret);
        },
      ),
    );
  });

  it('gives something else with one wrong share', () => {
    fc.assert(
      fc.property(sharing, fc.nat(), ({ secret, holders, threshold, shares }, at) => {
        const chosen = pick(holders.length, threshold, Uint8Array.of(4));
        const wrong = shares.slice();
        wrong[chosen[at % chosen.length]!] = scalarReduce(wrong[chosen[at % chosen.length]!]! + 1n);
        expect(combineAt(holders, wrong, chosen)).not.toBe(secret);
      }),
    );
  });

  it('adds up: shares of sums are sums of shares', () => {
    const holders = [3, 1, 4, 15, 9];
    fc.assert(
      fc.property(scalar, scalar, randomSeed, (a, b, seed) => {
        const random = seededRandom(seed);
        const [ofA, ofB] = [a, b].map((secret) => splitSecret(secret, 3, holders, random));
        const sums = ofA!.map((share, i) => scalarReduce(share + ofB![i]!));
        expect(combineAt(holders, sums, [4, 0, 2])).toBe(scalarReduce(a + b));
      }),
      { numRuns: 30 },
    );
  });

  it('evaluates the polynomial at holder + 1', () => {
    // 5 + 2x + 3x² with coefficients that the source dictates.
    const coefficients = [2n, 3n];
    const random = (): Uint8Array => {
      const bytes = new Uint8Array(32);
      bytes[0] = Number(coefficients.shift());
      return bytes;
    };
    expect(splitSecret(5n, 3, [0, 1, 2, 9], random)).toEqual([10n, 21n, 38n, 325n]);
  });

  it('is the secret itself at threshold 1', () => {
    expect(splitSecret(9n, 1, [5, 6], seededRandom(Uint8Array.of(5)))).toEqual([9n, 9n]);
    expect(lagrangeWeights([77])).toEqual([1n]);
  });

  it('has the same weights for a set of holders among others', () => {
    const sets = [[4, 0, 9], [77], [1, 2, 3, 4, 5], [4, 0, 9]];
    expect(lagrangeWeightsOfEach(sets)).toEqual(sets.map(lagrangeWeights));
    expect(lagrangeWeightsOfEach([])).toEqual([]);
  });

  it('works with many holders, all reductions included', () => {
    const holders = Array.from({ length: 120 }, (_, i) => 3 * i);
    const shares = splitSecret(SCALAR_ORDER - 1n, 100, holders, seededRandom(Uint8Array.of(6)));
    const chosen = pick(120, 100, Uint8Array.of(7));
    expect(combineAt(holders, shares, chosen)).toBe(SCALAR_ORDER - 1n);
    expect(combineAt(holders, shares, chosen.slice(1))).not.toBe(SCALAR_ORDER - 1n);
  });
});

describe('misuse of sharing', () => {
  const random = seededRandom(Uint8Array.of(8));

  it.each([
    ['a secret of L', () => splitSecret(SCALAR_ORDER, 1, [0], random)],
    ['a negative secret', () => splitSecret(-1n, 1, [0], random)],
    ['threshold 0', () => splitSecret(1n, 0, [0, 1], random)],
    ['a threshold above the holders', () => splitSecret(1n, 3, [0, 1], random)],
    ['a threshold that is no integer', () => splitSecret(1n, 1.5, [0, 1], random)],
    ['no holders', () => splitSecret(1n, 1, [], random)],
    ['a holder named twice', () => splitSecret(1n, 2, [1, 1], random)],
    ['a negative holder, who would get the secret', () => splitSecret(1n, 2, [-1, 1], random)],
    ['a holder that is no integer', () => splitSecret(1n, 2, [0.5, 1], random)],
    ['weights of no holders', () => lagrangeWeights([])],
    ['weights of one holder twice', () => lagrangeWeights([2, 3, 2])],
    ['weights of a negative holder', () => lagrangeWeights([-1, 0])],
    ['fewer shares than weights', () => combineShares([1n], lagrangeWeights([0, 1]))],
    ['a share of L', () => combineShares([SCALAR_ORDER], [1n])],
    ['a negative share', () => combineShares([-1n], [1n])],
  ])('is refused: %s', (_, call) => {
    expect(call).toThrow(RangeError);
  });
});

function modPow(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % SCALAR_ORDER;
    square = (square * square) % SCALAR_ORDER;
  }
  return result;
}
