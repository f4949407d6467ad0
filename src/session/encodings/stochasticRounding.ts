import type { RandomSource } from '../../crypto/random.ts';
import { EncodingError } from './errors.ts';

/** Bytes of randomness that one coordinate takes. */
const WORD_BYTES = 4;
const WORD_RANGE = 2 ** 32;

/** Words that are drawn at once: few calls, and little memory however long the vector is. */
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
          `The source of randomness gave ${bytes.length} bytes when asked for ${size}: repair it.`,
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
 * True with probability `fraction`, exactly: a word is compared with the first 32 bits of the fraction,
 * and only a tie, once in 2^32 times, needs the bits after them and another word.
 */
function bernoulli(fraction: number, nextWord: () => number): boolean {
  let rest = fraction;
  while (rest > 0) {
    // Scaling by a power of two and taking the integer part away are both exact on doubles.
    const scaled = rest * WORD_RANGE;
    const leading = Math.floor(scaled);
    const word = nextWord();
    if (word !== leading) return word < leading;
    rest = scaled - leading;
  }
  return false;
}

/**
 * A function that rounds a finite double to one of its two neighbouring integers, up with the probability
 * that the fraction has, so that the expectation of the result is the double itself, without any bias.
 * An integer stays as it is. Magnitudes are rounded and signs put back, since x − ⌊x⌋ is exact for x ≥ 0 only.
 *
 * @param random where the randomness comes from, 4 bytes a fraction
 * @param expected how many numbers will be rounded; more is allowed, and only costs more calls
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
