import type { RandomSource } from '../../crypto/random.ts';
import { EncodingError } from './errors.ts';

/** Bytes of randomness for one comparison. */
const WORD_BYTES = 4;
const WORD_RANGE = 2 ** 32;

/** Number of words drawn at once: few calls, and little memory even for long vectors. */
const WORDS_A_DRAW = 4096;

/** A stream of uniform 32-bit integers. */
function uniformWords(random: RandomSource, expected: number): () => number {
  let left = expected;
  let view: DataView = new DataView(new ArrayBuffer(0));
  let next = 0;
  return () => {
    if (next === view.byteLength) {
      const size = WORD_BYTES * Math.max(1, Math.min(left, WORDS_A_DRAW));
      const bytes = random(size);
      if (bytes.length !== size) {
        throw new EncodingError(
          'bad-randomness',
          `The source of randomness returned ${bytes.length} bytes instead of ${size}: fix it.`,
        );
      }
      left -= size / WORD_BYTES;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      next = 0;
    }
    const word = view.getUint32(next, true);
    next += WORD_BYTES;
    return word;
  };
}

/**
 * True with probability exactly `fraction`. A random word is compared with the first 32 bits of the
 * fraction; only a tie, with probability 2^-32, requires the following bits and another word.
 */
function bernoulli(fraction: number, nextWord: () => number): boolean {
  let rest = fraction;
  while (rest > 0) {
    // Scaling by a power of two and removing the integer part are both exact on doubles.
    const scaled = rest * WORD_RANGE;
    const leading = Math.floor(scaled);
    const word = nextWord();
    if (word !== leading) return word < leading;
    rest = scaled - leading;
  }
  return false;
}

/**
 * Returns a function that rounds a finite double to one of the two neighbouring integers, up with
 * probability equal to its fractional part. The expectation of the result is the double itself;
 * integers do not change. Magnitudes are rounded and signs restored, as x − ⌊x⌋ is exact only for x
 * ≥ 0.
 *
 * @param random - the source of randomness, 4 bytes for each fraction
 * @param expected - how many numbers will be rounded; more are allowed, at the cost of more calls
 */
export function stochasticRounder(
  random: RandomSource,
  expected: number,
): (value: number) => number {
  const nextWord = uniformWords(random, expected);
  return (value) => {
    const magnitude = Math.abs(value);
    const whole = Math.floor(magnitude);
    const rounded = bernoulli(magnitude - whole, nextWord) ? whole + 1 : whole;
    return value < 0 ? 0 - rounded : rounded;
  };
}
