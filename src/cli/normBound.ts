import { MAX_SQUARED_NORM } from '../proofs/statement.ts';
import type { Encoding } from '../session/encodings/index.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import type { NamedVector } from './vectors/index.ts';

/**
 * Allowance for rounding: the square of the square root of an integer may be less than it by up to
 * this.
 */
const ROUNDING = 1 / 4;

/**
 * B₂², the bound on the squared norm of the integers that are summed.
 *
 * @param length - d
 * @param bound - B
 * @param maxNorm - Largest norm of an input, in the inputs' own units; default: the largest that
 *   occurs.
 * @throws CommandError if an input exceeds `maxNorm`, or if `maxNorm` is given for a weighted mean
 */
export function squaredNormFor(
  vectors: readonly NamedVector[],
  encoding: Encoding,
  { length, bound }: { readonly length: number; readonly bound: number },
  maxNorm: number | undefined,
): number {
  const largest = Math.min(MAX_SQUARED_NORM, length * bound ** 2);
  if (encoding.kind === 'weighted-mean') {
    if (maxNorm === undefined) return largest;
    throw new CommandError(
      EXIT.usage,
      '--max-norm is for integers, sums and means; a weighted mean also sums the weights',
    );
  }
  const clip = encoding.kind === 'fixed-point' ? encoding.clip : Number.POSITIVE_INFINITY;
  const squares = vectors.map(({ name, vector }) => {
    const clipped = vector.values.map((x) => Math.max(-clip, Math.min(clip, x)));
    const sum = clipped.reduce((total, x) => total + x * x, 0);
    if (maxNorm !== undefined && sum > maxNorm ** 2) {
      throw new CommandError(
        EXIT.input,
        `${name}: has the norm ${Math.sqrt(sum).toPrecision(6)}, beyond --max-norm ${maxNorm}`,
      );
    }
    return sum;
  });
  const norm = maxNorm ?? Math.sqrt(Math.max(...squares));
  return squaredNormOf(encoding, { length, bound }, norm);
}

/** B₂² for inputs up to a norm in their own units; not for weighted means. */
export function squaredNormOf(
  encoding: Exclude<Encoding, { kind: 'weighted-mean' }>,
  { length, bound }: { readonly length: number; readonly bound: number },
  norm: number,
): number {
  const largest = Math.min(MAX_SQUARED_NORM, length * bound ** 2);
  if (encoding.kind === 'integer') return atMost(largest, Math.floor(norm ** 2 + ROUNDING));
  // Each coordinate is rounded by less than 1, so the norm grows by less than √d.
  const encoded = (norm * bound) / encoding.clip + Math.sqrt(length);
  return atMost(largest, Math.ceil(encoded ** 2));
}

function atMost(largest: number, square: number): number {
  return Math.max(1, Math.min(largest, square));
}
