import type { RandomSource } from '../crypto/random.ts';

/**
 * Draws `count` different integers from 0 to `range` − 1, ascending; every such set is equally
 * likely. `range` is at most 2^16.
 */
export function drawSample(random: RandomSource, range: number, count: number): number[] {
  const left = Array.from({ length: range }, (_, i) => i);
  const drawn = Array.from(
    { length: count },
    () => left.splice(uniform(random, left.length), 1)[0]!,
  );
  return drawn.sort((a, b) => a - b);
}

/** Draws a uniform integer from 0 to `range` − 1 by rejection sampling. */
function uniform(random: RandomSource, range: number): number {
  const limit = 2 ** 32 - (2 ** 32 % range);
  for (;;) {
    const bytes = random(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (value < limit) return value % range;
  }
}
