import type { RandomSource } from '../crypto/random.ts';

/**
 * Draws `count` different integers below `range` (at most 2^16), with every set equally likely;
 * ascending.
 */
export function drawSample(random: RandomSource, range: number, count: number): number[] {
  const left = Array.from({ length: range }, (_, i) => i);
  const drawn = Array.from(
    { length: count },
    () => left.splice(uniform(random, left.length), 1)[0]!,
  );
  return drawn.sort((a, b) => a - b);
}

/** A uniform integer below `range`: draws that would favour small integers are repeated. */
function uniform(random: RandomSource, range: number): number {
  const limit = 2 ** 32 - (2 ** 32 % range);
  for (;;) {
    const bytes = random(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (value < limit) return value % range;
  }
}
