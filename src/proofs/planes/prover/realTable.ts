/**
 * The indicator of real positions under folding: only entries at the ends of intervals are neither
 * 0 nor 1.
 */
import { fieldReduce } from '../../../crypto/field.ts';
import type { Interval } from '../multilinear.ts';

/** The table of `real`, folded by the challenges so far. */
export class RealTable {
  readonly #intervals: readonly Interval[];
  readonly #challenges: readonly bigint[];

  /** @param challenges - the challenges so far; the array grows while this object is in use */
  constructor(intervals: readonly Interval[], challenges: readonly bigint[]) {
    this.#intervals = intervals;
    this.#challenges = challenges;
  }

  /** Entry `index` after `level` foldings. */
  at(level: number, index: number): bigint {
    const [start, end] = [index * 2 ** level, (index + 1) * 2 ** level];
    if (this.#intervals.some((all) => all.start <= start && end <= all.end)) return 1n;
    if (this.#intervals.every((all) => end <= all.start || all.end <= start)) return 0n;
    const [low, high] = [this.at(level - 1, 2 * index), this.at(level - 1, 2 * index + 1)];
    return fieldReduce(low + this.#challenges[level - 1]! * (high - low));
  }

  /** The ranges of pairs at a level of which both entries are 1. */
  wholePairs(level: number): [from: number, to: number][] {
    const unit = 2 ** (level + 1);
    return this.#intervals.map(({ start, end }) => {
      const from = Math.ceil(start / unit);
      return [from, Math.max(Math.floor(end / unit), from)];
    });
  }

  /** All other pairs that contain an end of an interval, each once. */
  edgePairs(level: number): number[] {
    const unit = 2 ** (level + 1);
    const whole = this.wholePairs(level);
    const ends = this.#intervals.flatMap(({ start, end }) => [start - 1, start, end - 1, end]);
    const pairs = new Set(ends.filter((end) => end >= 0).map((end) => Math.floor(end / unit)));
    return [...pairs].filter((pair) => whole.every(([from, to]) => pair < from || to <= pair));
  }
}
