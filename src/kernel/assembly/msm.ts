// Multi-scalar multiplication with buckets and signed windows (Pippenger 1976; Bernstein, Doumen,
// Lange and Oosterwijk 2012, §4). One window takes count + 2^w additions, so 16-bit coordinates in
// rows of 4096 take two windows of eight bits: 2.1 additions for each coordinate.
//
// Secrets. The coordinates of a commitment are private. The number and kind of operations depend
// only on `count`, w and `windows`: a zero digit is added to a bucket that is never read, and a
// sign only swaps addresses. What depends on a digit is the address of its bucket, one of 2^(w−1),
// 18 KiB at w = 8. An attacker on the same core that observes cache lines during a commitment could
// learn about digits; nothing is visible over the network. Reading and writing every bucket under a
// mask would prevent that; with windows of five bits, where it is cheapest, a commitment would take
// about two and a half times as long (estimated from the bytes moved). The blinders, which hide the
// coordinates, are not processed here: see blind.ts.

import {
  addAffine,
  addCached,
  addExtended,
  AFFINE_BYTES,
  double,
  EXTENDED_BYTES,
  setIdentity,
  toCached,
} from './curve';
import { BabyJubjub, Curve25519 } from './fields';

const running: usize = memory.data(144, 16);
const total: usize = memory.data(144, 16);
const window: usize = memory.data(144, 16);
const cached: usize = memory.data(144, 16);

/** total ← Σ b · buckets[b] over b = 1 … size. */
function sumBuckets<F>(buckets: usize, size: usize): void {
  setIdentity<F>(running);
  setIdentity<F>(total);
  for (let b = size; b > 0; b--) {
    toCached<F>(cached, buckets + b * EXTENDED_BYTES);
    addCached<F>(running, cached);
    toCached<F>(cached, running);
    addCached<F>(total, cached);
  }
}

/**
 * sum ← sum + Σ_i scalar_i · points_i, for `count` affine summands and digits as written by
 * recode.ts. `buckets` has room for 2^(w−1) + 1 extended points.
 */
function accumulateOn<F>(
  sum: usize,
  points: usize,
  digits: usize,
  count: usize,
  w: i32,
  windows: i32,
  buckets: usize,
): void {
  const size: usize = 1 << (w - 1);
  setIdentity<F>(window);
  for (let t = windows - 1; t >= 0; t--) {
    for (let b: usize = 0; b <= size; b++) setIdentity<F>(buckets + b * EXTENDED_BYTES);
    const row = digits + 2 * count * t;
    for (let i: usize = 0; i < count; i++) {
      const digit = <i32>load<i16>(row + 2 * i);
      const sign = digit >> 31;
      const magnitude = <usize>((digit ^ sign) - sign);
      addAffine<F>(
        buckets + magnitude * EXTENDED_BYTES,
        points + i * AFFINE_BYTES,
        <usize>(sign & 1),
      );
    }
    sumBuckets<F>(buckets, size);
    for (let i = 0; i < w; i++) double<F>(window);
    toCached<F>(cached, total);
    addCached<F>(window, cached);
  }
  toCached<F>(cached, window);
  addCached<F>(sum, cached);
}

/** `accumulateOn` Baby Jubjub. */
export function accumulate(
  sum: usize,
  points: usize,
  digits: usize,
  count: usize,
  w: i32,
  windows: i32,
  buckets: usize,
): void {
  accumulateOn<BabyJubjub>(sum, points, digits, count, w, windows, buckets);
}

/** `accumulateOn` edwards25519. */
export function accumulate25519(
  sum: usize,
  points: usize,
  digits: usize,
  count: usize,
  w: i32,
  windows: i32,
  buckets: usize,
): void {
  accumulateOn<Curve25519>(sum, points, digits, count, w, windows, buckets);
}

/**
 * sum ← sum + Σ_t 2^(w·t) · totals[t], for the totals of all windows, extended points: what
 * `accumulate` does with the windows that pairs/msm.ts has summed.
 */
export function addWindows(sum: usize, totals: usize, w: i32, windows: i32): void {
  setIdentity<BabyJubjub>(window);
  for (let t = windows - 1; t >= 0; t--) {
    for (let i = 0; i < w; i++) double<BabyJubjub>(window);
    addExtended<BabyJubjub>(window, totals + <usize>t * EXTENDED_BYTES);
  }
  addExtended<BabyJubjub>(sum, window);
}
