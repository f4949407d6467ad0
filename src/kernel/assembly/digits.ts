// Binary digits of bounded integers, packed into one 32-bit pattern for each value (bit k is digit
// k), and sums over them. The digits of v in [0, M] have the weights 1, 2, 4, …, 2^(b−2), M −
// 2^(b−1) + 1, whose subset sums are exactly 0 … M; the topmost digit is set if v ≥ 2^(b−1).
//
// Secrets. Values are private. The sequence of operations does not depend on them, but addresses in
// tables and histograms depend on bytes of patterns, with the consequences that msm.ts describes
// for its buckets.

import { LIMB_BYTES } from './basefield';
import { add, copy } from './limbs';
import { mulOrder } from './orderField';
import { addToSum, balanced, SUM_BYTES } from './orderSums';

const x: usize = memory.data(36, 16);
const y: usize = memory.data(36, 16);

/**
 * patterns[i] ← the digits of values[i] + shift, which must be in [0, 2·shift]. Returns false if
 * any is not.
 */
export function writePatterns(
  patterns: usize,
  values: usize,
  count: usize,
  shift: i64,
  bits: i32,
  topWeight: i64,
): bool {
  const half: i64 = 1 << (<i64>bits - 1);
  let bad: i64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const v = <i64>load<i32>(values + 4 * i) + shift;
    bad |= v | (2 * shift - v);
    const top = <i64>(v >= half);
    store<u32>(patterns + 4 * i, <u32>(v - top * topWeight + top * half));
  }
  return bad >= 0;
}

/** out ← the same value in balanced limbs; limbs of the input are below 2^31 in magnitude. */
export function carryLimbs(out: usize, a: usize): void {
  let carry: i32 = 0;
  for (let i: usize = 0; i < 32; i += 4) {
    const value = load<i32>(a + i) + carry;
    const limb = (value << 3) >> 3;
    store<i32>(out + i, limb);
    carry = (value - limb) >> 29;
  }
  store<i32>(out, load<i32>(a, 32) + carry, 32);
}

/** out ← Σ tables[p][byte p of the pattern], for p < bytes ≤ 4, carried. */
export function lookUp(out: usize, tables: usize, pattern: usize, bytes: usize): void {
  copy(out, tables + LIMB_BYTES * <usize>load<u8>(pattern));
  for (let p: usize = 1; p < bytes; p++) {
    add(out, out, tables + LIMB_BYTES * (256 * p + <usize>load<u8>(pattern + p)));
  }
  if (bytes > 1) carryLimbs(out, out);
}

/**
 * histogram[v] ← histogram[v] + rowWeight · columnWeights[i], where v consists of bytes p and q of
 * pattern i.
 */
export function addToHistogram(
  histogram: usize,
  patterns: usize,
  rowWeight: usize,
  columnWeights: usize,
  count: usize,
  p: usize,
  q: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    mulOrder(x, rowWeight, columnWeights + LIMB_BYTES * i);
    const pattern = patterns + 4 * i;
    const v = (<usize>load<u8>(pattern + p)) | ((<usize>load<u8>(pattern + q)) << 8);
    addToSum(histogram + SUM_BYTES * v, x);
  }
}

/**
 * gram[k · bits + l] ← Σ histogram[v] over all v < 2^bits in which bits k and l are set, for k ≤ l.
 */
export function gramMatrix(gram: usize, histogram: usize, bits: i32): void {
  memory.fill(gram, 0, SUM_BYTES * <usize>(bits * bits));
  const size = 1 << bits;
  for (let v = 1; v < size; v++) {
    const source = histogram + SUM_BYTES * <usize>v;
    for (let k = 0; k < bits; k++) {
      if (!((v >> k) & 1)) continue;
      for (let l = k; l < bits; l++) {
        if (!((v >> l) & 1)) continue;
        const target = gram + SUM_BYTES * <usize>(k * bits + l);
        for (let at: usize = 0; at < SUM_BYTES; at += 8) {
          store<i64>(target + at, load<i64>(target + at) + load<i64>(source + at));
        }
      }
    }
  }
}

/** sums[i] ← sums[i] + weight · Σ tables[p][byte p of pattern i] */
export function addLookedUp(
  sums: usize,
  patterns: usize,
  tables: usize,
  bytes: usize,
  weight: usize,
  count: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    lookUp(y, tables, patterns + 4 * i, bytes);
    mulOrder(x, weight, y);
    addToSum(sums + SUM_BYTES * i, x);
  }
}

/** out ← an integer below 2^57 in magnitude, in limbs, not in Montgomery form. */
export function smallLimbs(out: usize, value: i64): void {
  memory.fill(out, 0, LIMB_BYTES);
  const low = balanced(value);
  store<i32>(out, <i32>low);
  store<i32>(out, <i32>((value - low) >> 29), 4);
}
