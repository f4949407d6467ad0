// The windows of ../msm.ts, two at a time: one in each lane, over the same points. Of an odd number
// of windows the topmost is done by halves, the lower half of the points in one lane and the upper
// in the other.
//
// Secrets. What ../msm.ts says of its buckets holds here: the number and kind of operations depend
// on sizes only, a zero digit is added to a bucket that is never read, and a digit decides the
// address of its bucket, one of 2^(w−1) for each lane, together 40 KiB at w = 8. A sign decides no
// address: a mask applies it.

import {
  a,
  addHalved,
  addPairs,
  b,
  exchange,
  half,
  POINTS_BYTES,
  setIdentities,
  T,
  Y,
  Z,
} from './curve';
import { HALVED_BYTES, leavePairs } from './convert';
import { PAIR_BYTES } from './field';

const EXTENDED_BYTES: usize = 144;

const points: usize = memory.data(320, 16);
const running: usize = memory.data(320, 16);
const total: usize = memory.data(320, 16);
const zero: usize = memory.data(16, 16);

/** A vector of one double at `low` and one at `high`. */
function gather(low: usize, high: usize): v128 {
  return v128.load64_lane(high, v128.load64_zero(low), 1);
}

/**
 * Adds or subtracts one summand in each lane: to the buckets of the digits, which are 16-bit
 * integers.
 */
function addToBuckets(
  buckets: usize,
  low: usize,
  high: usize,
  lowDigit: usize,
  highDigit: usize,
): void {
  const digits = i64x2.replace_lane(i64x2.splat(load<i16>(lowDigit)), 1, load<i16>(highDigit));
  const signs = i64x2.shr_s(digits, 63);
  const magnitudes = i64x2.sub(v128.xor(digits, signs), signs);
  const first = buckets + POINTS_BYTES * <usize>i64x2.extract_lane(magnitudes, 0);
  const second = buckets + POINTS_BYTES * <usize>i64x2.extract_lane(magnitudes, 1) + 8;
  // −(x, y) = (−x, y) exchanges y − x with y + x, and changes the sign of the product.
  const signBits = i64x2.shl(signs, 63);
  for (let i: usize = 0; i < 5; i++) {
    const minus = gather(low + 8 * i, high + 8 * i);
    const plus = gather(low + 8 * i + 40, high + 8 * i + 40);
    const change = v128.and(v128.xor(minus, plus), signs);
    const product = gather(low + 8 * i + 80, high + 8 * i + 80);
    v128.store(half + 16 * i, v128.xor(minus, change));
    v128.store(half + 16 * i + Y, v128.xor(plus, change));
    v128.store(half + 16 * i + T, v128.xor(product, signBits));
  }
  for (let i: usize = 0; i < PAIR_BYTES; i += 16) {
    const x = gather(first + i, second + i);
    const y = gather(first + i + Y, second + i + Y);
    v128.store(b + i, f64x2.add(y, x));
    v128.store(a + i, f64x2.sub(y, x));
    v128.store(points + i + T, gather(first + i + T, second + i + T));
    v128.store(points + i + Z, gather(first + i + Z, second + i + Z));
  }
  addHalved(points);
  for (let i: usize = 0; i < POINTS_BYTES; i += 16) {
    const both = v128.load(points + i);
    v128.store64_lane(first + i, both, 0);
    v128.store64_lane(second + i, both, 1);
  }
}

/** total ← Σ b · buckets[b] over b = 1 … size, in both lanes */
function sumBuckets(buckets: usize, size: usize): void {
  setIdentities(running);
  setIdentities(total);
  for (let b = size; b > 0; b--) {
    addPairs(running, buckets + b * POINTS_BYTES);
    addPairs(total, running);
  }
}

/**
 * totals[t] ← Σ_i digit_{t,i} · points_i for each window t, as extended points in limbs of 29 bits,
 * for `count` halved summands and digits as written by recode.ts. `buckets` has room for 2^(w−1) + 1
 * pairs of points.
 */
export function sumWindows(
  totals: usize,
  summands: usize,
  digits: usize,
  count: usize,
  w: i32,
  windows: usize,
  buckets: usize,
): void {
  const size: usize = 1 << (w - 1);
  for (let t: usize = 0; t < windows; t += 2) {
    const paired = t + 1 < windows;
    for (let b: usize = 0; b <= size; b++) setIdentities(buckets + b * POINTS_BYTES);
    const steps = paired ? count : count >> 1;
    const row = digits + 2 * count * t;
    const otherRow = row + 2 * steps;
    const other = paired ? summands : summands + steps * HALVED_BYTES;
    for (let i: usize = 0; i < steps; i++) {
      const at = i * HALVED_BYTES;
      addToBuckets(buckets, summands + at, other + at, row + 2 * i, otherRow + 2 * i);
    }
    if (!paired && (count & 1) != 0) {
      const last = count - 1;
      const at = summands + last * HALVED_BYTES;
      addToBuckets(buckets, at, at, row + 2 * last, zero);
    }
    sumBuckets(buckets, size);
    if (paired) {
      leavePairs(totals + (t + 1) * EXTENDED_BYTES, total, 1);
    } else {
      memory.copy(running, total, POINTS_BYTES);
      exchange(running);
      addPairs(total, running);
    }
    leavePairs(totals + t * EXTENDED_BYTES, total, 0);
  }
  memory.fill(running, 0, POINTS_BYTES);
  memory.fill(total, 0, POINTS_BYTES);
}
