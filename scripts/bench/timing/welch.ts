/**
 * Welch’s t-test on two classes of timings, as dudect uses it (Reparaz, Balasch and Verbauwhede,
 * 2017).
 */

/** Timings of one class of inputs, in nanoseconds. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sample variance: divided by count − 1. */
  readonly variance: number;
}

/** The result of comparing two classes of timings. */
export interface Comparison {
  /** The largest |t| over all cuts. */
  readonly t: number;
  /** Median of each class, in nanoseconds. */
  readonly medians: readonly [number, number];
  readonly samples: number;
}

/**
 * Fractions of the fastest samples that are compared: interrupts and garbage collection are among
 * the slowest.
 */
const CUTS = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

function moments(values: readonly number[]): Moments {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, variance: squares / (count - 1) };
}

/** Welch’s t of two samples; 0 if neither varies and the means are equal. */
export function welch(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [moments(a), moments(b)];
  const error = Math.sqrt(x.variance / x.count + y.variance / y.count);
  if (x.mean === y.mean) return 0;
  return (x.mean - y.mean) / error;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((x, y) => x - y);
}

/**
 * Compares two classes: t over all samples, and over those below each of several joint quantiles.
 *
 * @throws RangeError if a class has fewer than 100 samples
 */
export function compareTimings(a: readonly number[], b: readonly number[]): Comparison {
  if (Math.min(a.length, b.length) < 100) throw new RangeError('too few samples');
  const all = ascending([...a, ...b]);
  const values = CUTS.map((cut) => {
    const limit = cut === 1 ? Number.POSITIVE_INFINITY : quantile(all, cut);
    const [x, y] = [a, b].map((timings) => timings.filter((value) => value <= limit));
    return Math.min(x!.length, y!.length) < 50 ? 0 : Math.abs(welch(x!, y!));
  });
  const median = (timings: readonly number[]): number => quantile(ascending(timings), 0.5);
  return { t: Math.max(...values), medians: [median(a), median(b)], samples: all.length };
}
