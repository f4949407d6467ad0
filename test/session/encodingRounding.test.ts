import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { stochasticRounder } from '../../src/session/encodings/stochasticRounding.ts';

/** A source that gives these 32-bit words, one a call. */
function words(...list: number[]): (length: number) => Uint8Array {
  return (length) => {
    expect(length).toBe(4);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, list.shift()!, true);
    return bytes;
  };
}

describe('stochastic rounding', () => {
  it('rounds up where the word is below the first 32 bits of the fraction', () => {
    const half = 2 ** 31;
    expect(stochasticRounder(words(half - 1), 1)(2.5)).toBe(3);
    expect(stochasticRounder(words(half + 1), 1)(2.5)).toBe(2);
    expect(stochasticRounder(words(half - 1), 1)(-2.5)).toBe(-3);
    expect(stochasticRounder(words(half + 1), 1)(-2.5)).toBe(-2);
  });

  it('settles a tie by the bits after them', () => {
    const half = 2 ** 31;
    // 0.5 has no further bits, so a tie rounds down: half of all words round up.
    expect(stochasticRounder(words(half), 1)(0.5)).toBe(0);
    // 0.5 + 2^-34: the rest is a quarter of the next word's range.
    const value = 0.5 + 2 ** -34;
    expect(stochasticRounder(words(half, 2 ** 30 - 1), 1)(value)).toBe(1);
    expect(stochasticRounder(words(half, 2 ** 30), 1)(value)).toBe(0);
  });

  it('gives the least of fractions its chance', () => {
    const least = 2 ** -1074;
    expect(stochasticRounder(words(1), 1)(least)).toBe(0);
    const zeros = new Array<number>(40).fill(0);
    expect(stochasticRounder(words(...zeros), 1)(2 ** -65)).toBe(1);
  });

  it('draws 4 bytes a fraction, in few calls', () => {
    const asked: number[] = [];
    const random = seededRandom(Uint8Array.of(7));
    const round = stochasticRounder((length) => {
      asked.push(length);
      return random(length);
    }, 10_000);
    for (let i = 0; i < 10_000; i++) round(0.3);
    expect(asked).toEqual([16384, 16384, 7232]);
  });

  it('reads a source whatever the offset of its bytes', () => {
    const bytes = Uint8Array.of(9, 9, 9, 0xff, 0xff, 0xff, 0xff).subarray(3);
    expect(stochasticRounder(() => bytes, 1)(0.5)).toBe(0);
  });

  it('agrees with its distribution', () => {
    const round = stochasticRounder(seededRandom(Uint8Array.of(8)), 100_000);
    let up = 0;
    for (let i = 0; i < 100_000; i++) up += round(-6.125) === -7 ? 1 : 0;
    // Five standard deviations of a binomial with p = 1/8.
    expect(Math.abs(up - 12_500)).toBeLessThan(5 * Math.sqrt(100_000 * 0.125 * 0.875));
  });
});
