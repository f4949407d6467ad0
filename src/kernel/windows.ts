/** Choice of signed windows for the multi-scalar multiplication. */

/** A scalar is split into `windows` windows of `bits` bits each. */
export interface Windows {
  readonly bits: number;
  readonly windows: number;
}

/**
 * Maximum number of bits in a window: digits are 16-bit integers, and 2^12 buckets take 576 KiB.
 */
const WIDEST = 13;

/** Bits of a canonical element. */
const ELEMENT_BITS = 251;

/** Bits of the digits of a scalar of ristretto255: see assembly/recode.ts. */
const SCALAR_BITS = 252;

/** As above, with 2^13 buckets of 1.2 MB, for sums whose terms take more memory than that. */
const WIDEST_FOR_SCALARS = 14;

/** The cheapest of the allowed cuts: a window costs an addition a scalar, and two for each of 2^(bits−1) buckets. */
function cheapest(
  count: number,
  windowsFor: (bits: number) => number,
  widest: number = WIDEST,
): Windows {
  let best: Windows = { bits: 1, windows: Infinity };
  let least = Infinity;
  for (let bits = 2; bits <= widest; bits++) {
    const windows = windowsFor(bits);
    const cost = windows * (count + 2 ** bits + bits);
    if (cost < least) {
      least = cost;
      best = { bits, windows };
    }
  }
  return best;
}

/**
 * Windows for `count` integers of magnitude up to `most` < 2^32, such that all digits are within
 * ±2^(bits−1).
 */
export function windowsForValues(count: number, most: number): Windows {
  return cheapest(count, (bits) => {
    const half = 2 ** (bits - 1);
    // With w windows, the topmost digit is ⌊(value + bias) / 2^(bits·(w−1))⌋, where the bias is
    // half of each lower window.
    let windows = 1;
    let [bias, unit] = [0, 1];
    while (Math.floor((most + bias) / unit) > half) {
      bias += half * unit;
      unit *= 2 ** bits;
      windows++;
    }
    return windows;
  });
}

/** Windows for `count` canonical elements of F_ℓ, or for such of at most so many bits. */
export function windowsForElements(count: number, most: number = ELEMENT_BITS): Windows {
  // One bit more, for a carry out of the topmost window.
  return cheapest(count, (bits) => Math.ceil((most + 1) / bits));
}

/** Windows for `count` scalars of ristretto255. */
export function windowsForScalars(count: number): Windows {
  return cheapest(count, (bits) => Math.ceil(SCALAR_BITS / bits), WIDEST_FOR_SCALARS);
}

/** The largest magnitude in a vector. */
export function largestMagnitude(values: Int32Array): number {
  let [least, most] = [0, 0];
  for (const value of values) {
    if (value > most) most = value;
    if (value < least) least = value;
  }
  return Math.max(most, -least);
}
