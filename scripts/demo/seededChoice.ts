/**
 * Repeatable choices: demonstrations and benchmarks show the same numbers on every run. Not for
 * secrets.
 */

/** Uniform integers from 0 to `range` − 1. */
export type Choose = (range: number) => number;

/**
 * A stream of choices from a seed, by SplitMix32: an integer counter through a mixing function.
 *
 * @param seed - An integer; equal seeds give equal choices.
 */
export function seededChoice(seed: number): Choose {
  let state = seed | 0;
  return (range) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed = (mixed ^ (mixed >>> 16)) >>> 0;
    return Math.floor((mixed / 2 ** 32) * range);
  };
}

/** A new array with the same items in random order (Fisher and Yates). */
export function shuffled<T>(items: ArrayLike<T>, choose: Choose): T[] {
  const order = Array.from(items);
  for (let i = order.length - 1; i > 0; i--) {
    const j = choose(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
