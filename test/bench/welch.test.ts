import { describe, expect, it } from 'vitest';
import { compareTimings, welch } from '../../scripts/bench/timing/welch.ts';

describe('Welch’s t', () => {
  it('is that of a worked example', () => {
    // Means 3 and 6, variances 2.5 and 10, five samples each: −3 / √(0.5 + 2).
    expect(welch([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toBeCloseTo(-3 / Math.sqrt(2.5), 12);
  });

  it('is 0 where the means agree', () => {
    expect(welch([1, 2, 3], [3, 2, 1])).toBe(0);
  });
});

describe('two classes of timings', () => {
  const noise = (i: number): number => 1000 + ((i * 7919) % 101);

  it('that are one are not told apart', () => {
    const timings = Array.from({ length: 20_000 }, (_, i) => noise(i));
    const even = timings.filter((_, i) => i % 2 === 0);
    const odd = timings.filter((_, i) => i % 2 === 1);
    expect(compareTimings(even, odd).t).toBeLessThan(4.5);
  });

  it('that differ below outliers are told apart by the cuts', () => {
    const outlier = (i: number): number => (i % 50 === 0 ? 1e8 * ((i % 7) + 1) : 0);
    const a = Array.from({ length: 10_000 }, (_, i) => noise(i) + outlier(i));
    const b = Array.from({ length: 10_000 }, (_, i) => noise(i + 3) + 5 + outlier(i + 50));
    expect(Math.abs(welch(a, b))).toBeLessThan(4.5);
    const { t, medians } = compareTimings(a, b);
    expect(t).toBeGreaterThan(10);
    expect(medians[1] - medians[0]).toBeGreaterThan(0);
  });

  it('of too few samples are refused', () => {
    expect(() => compareTimings([1, 2], [1, 2])).toThrow('too few');
  });
});
