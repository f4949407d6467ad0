import { describe, expect, it } from 'vitest';
import { loadDigits, splitDigits } from '../../scripts/demo/digits.ts';
import { PIXELS, type DigitSet } from '../../scripts/demo/digitSet.ts';

/** Digits whose first pixel says which example they are. */
function numbered(count: number): DigitSet {
  const images = new Float32Array(count * PIXELS);
  for (let i = 0; i < count; i++) images[i * PIXELS] = i;
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i % 10) };
}

const examplesOf = ({ images, labels }: DigitSet): number[] =>
  Array.from(labels, (_, i) => images[i * PIXELS]!);

const shares = ({ labels }: DigitSet): number[] =>
  Array.from(
    { length: 10 },
    (_, digit) => labels.filter((l) => l === digit).length / labels.length,
  );

describe('the digits', () => {
  const digits = loadDigits();

  it('are 10,000 images with labels', () => {
    expect(digits.labels).toHaveLength(10_000);
    expect(digits.images).toHaveLength(10_000 * PIXELS);
    expect(digits.images.every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(shares(digits).every((share) => share > 0.08 && share < 0.12)).toBe(true);
  });

  it('are split into a fair test set and parts that differ', () => {
    const { test, parts } = splitDigits(digits);
    expect(test.labels).toHaveLength(2000);
    expect(shares(test).every((share) => share > 0.07 && share < 0.13)).toBe(true);
    expect(parts.map(({ labels }) => labels.length)).toEqual(new Array(20).fill(400));
    for (const part of parts) expect(Math.max(...shares(part))).toBeGreaterThan(0.25);
    const commonest = parts.map((part) => shares(part).indexOf(Math.max(...shares(part))));
    expect(new Set(commonest).size).toBeGreaterThan(6);
  });
});

describe('a split', () => {
  it('gives no example twice, and keeps image and label together', () => {
    const { test, parts } = splitDigits(numbered(1003), { testSize: 100, participants: 7 });
    const all = [test, ...parts].flatMap(examplesOf);
    expect(new Set(all).size).toBe(100 + 7 * 128);
    expect(all).toHaveLength(100 + 7 * 128);
    for (const set of [test, ...parts]) {
      expect(examplesOf(set).map((i) => i % 10)).toEqual(Array.from(set.labels));
    }
  });

  it('is the same for a seed, and another for another', () => {
    const examples = (seed: number): number[] =>
      splitDigits(numbered(200), { testSize: 20, participants: 3, seed }).parts.flatMap(examplesOf);
    expect(examples(5)).toEqual(examples(5));
    expect(examples(5)).not.toEqual(examples(6));
  });

  it('needs enough digits', () => {
    expect(() => splitDigits(numbered(59), { testSize: 20, participants: 20 })).toThrow(RangeError);
    expect(splitDigits(numbered(60), { testSize: 20, participants: 20 }).parts).toHaveLength(20);
  });
});
