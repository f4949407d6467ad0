// Sum-check rounds over a table g: the two sums that determine a round polynomial, and the folding
// of the table by a challenge. In the first round the table is looked up from digit patterns
// (digits.ts).
//
// The weight of pair m is low[m mod 2^lowBits] · high[m >> lowBits], from equality tables of the
// lower and of the higher variables, so that neither is as long as g.

import { LIMB_BYTES } from './basefield';
import { ENTER_ORDER, ONE_ORDER } from './constantsOrder';
import { carryLimbs, lookUp, smallLimbs } from './digits';
import { add, subtract } from './limbs';
import { mulOrder, squareOrder } from './orderField';
import { addToSum, settleSum, SUM_BYTES } from './orderSums';

const a: usize = memory.data(36, 16);
const b: usize = memory.data(36, 16);
const c: usize = memory.data(36, 16);
const d: usize = memory.data(36, 16);
const constant: usize = memory.data(72, 16);
const quadratic: usize = memory.data(72, 16);

/** Adds weight · g0·(1 − g0) and weight · (g1 − g0)² for one pair. */
function addPair(g0: usize, g1: usize, weight: usize): void {
  subtract(a, ONE_ORDER, g0);
  mulOrder(a, a, g0);
  mulOrder(a, a, weight);
  addToSum(constant, a);
  subtract(a, g1, g0);
  squareOrder(a, a);
  mulOrder(a, a, weight);
  addToSum(quadratic, a);
}

/** Adds the accumulated sums, times the weight of the higher variables, to sums[0] and sums[1]. */
function flush(sums: usize, weight: usize): void {
  settleSum(a, constant);
  mulOrder(a, a, weight);
  addToSum(sums, a);
  settleSum(a, quadratic);
  mulOrder(a, a, weight);
  addToSum(sums + SUM_BYTES, a);
  memory.fill(constant, 0, SUM_BYTES);
  memory.fill(quadratic, 0, SUM_BYTES);
}

/**
 * Adds Σ weight · g0·(1 − g0) to sums[0] and Σ weight · (g1 − g0)² to sums[1], over the pairs m in
 * [from, to), with g0 and g1 looked up from patterns 2m and 2m + 1.
 */
export function evaluatePatterns(
  sums: usize,
  patterns: usize,
  tables: usize,
  bytes: usize,
  from: i32,
  to: i32,
  lowBits: i32,
  low: usize,
  high: usize,
): void {
  const mask = (1 << lowBits) - 1;
  for (let m = from; m < to;) {
    const block = m >> lowBits;
    const end = min((block + 1) << lowBits, to);
    for (; m < end; m++) {
      lookUp(c, tables, patterns + 8 * <usize>m, bytes);
      lookUp(d, tables, patterns + 8 * <usize>m + 4, bytes);
      addPair(c, d, low + LIMB_BYTES * <usize>(m & mask));
    }
    flush(sums, high + LIMB_BYTES * <usize>block);
  }
}

/** As `evaluatePatterns`, for a table of elements. */
export function evaluateTable(
  sums: usize,
  g: usize,
  from: i32,
  to: i32,
  lowBits: i32,
  low: usize,
  high: usize,
): void {
  const mask = (1 << lowBits) - 1;
  for (let m = from; m < to;) {
    const block = m >> lowBits;
    const end = min((block + 1) << lowBits, to);
    for (; m < end; m++) {
      const g0 = g + 2 * LIMB_BYTES * <usize>m;
      addPair(g0, g0 + LIMB_BYTES, low + LIMB_BYTES * <usize>(m & mask));
    }
    flush(sums, high + LIMB_BYTES * <usize>block);
  }
}

/** out ← g0 + r · (g1 − g0), carried. */
function foldPair(out: usize, g0: usize, g1: usize, r: usize): void {
  subtract(a, g1, g0);
  mulOrder(a, a, r);
  add(a, a, g0);
  carryLimbs(out, a);
}

/**
 * g[m] ← g0 + r · (g1 − g0), with g0 and g1 looked up from patterns 2m and 2m + 1, for m < count
 */
export function foldPatterns(
  g: usize,
  patterns: usize,
  tables: usize,
  bytes: usize,
  count: usize,
  r: usize,
): void {
  for (let m: usize = 0; m < count; m++) {
    lookUp(c, tables, patterns + 8 * m, bytes);
    lookUp(d, tables, patterns + 8 * m + 4, bytes);
    foldPair(g + LIMB_BYTES * m, c, d, r);
  }
}

/**
 * g[m] ← g[2m] + r · (g[2m + 1] − g[2m]) for m < count, in place. Each round adds at most 0.6·ℓ to
 * the size of values, so 32 rounds are far from overflowing the limbs.
 */
export function foldTable(g: usize, count: usize, r: usize): void {
  for (let m: usize = 0; m < count; m++) {
    const g0 = g + 2 * LIMB_BYTES * m;
    foldPair(g + LIMB_BYTES * m, g0, g0 + LIMB_BYTES, r);
  }
}

/** out[m] ← x[2m] + r · (x[2m + 1] − x[2m]) for 32-bit integers x. `entered` is r · R² mod ℓ. */
export function foldIntegers(out: usize, x: usize, count: usize, entered: usize): void {
  for (let m: usize = 0; m < count; m++) {
    const x0: i64 = load<i32>(x + 8 * m);
    const x1: i64 = load<i32>(x + 8 * m, 4);
    smallLimbs(a, x1 - x0);
    mulOrder(c, a, entered);
    smallLimbs(b, x0);
    mulOrder(d, b, ENTER_ORDER);
    add(c, c, d);
    carryLimbs(out + LIMB_BYTES * m, c);
  }
}

function addWide(out: usize, value: u64): void {
  store<u64>(out, load<u64>(out) + (value & 0xffffffff));
  store<u64>(out, load<u64>(out, 8) + (value >> 32), 8);
}

/**
 * Exact sums of squares over `count` pairs of 32-bit integers: Σ x0², Σ (x1 − x0)² and Σ x1². Each
 * is two 64-bit words: the sum of the low halves of the squares, and the sum of the high halves.
 */
export function squareIntegers(words: usize, x: usize, count: usize): void {
  for (let m: usize = 0; m < count; m++) {
    const x0: i64 = load<i32>(x + 8 * m);
    const x1: i64 = load<i32>(x + 8 * m, 4);
    addWide(words, <u64>(x0 * x0));
    addWide(words + 16, <u64>((x1 - x0) * (x1 - x0)));
    addWide(words + 32, <u64>(x1 * x1));
  }
}

/** Adds Σ x0² to sums[0] and Σ (x1 − x0)² to sums[1], over `count` pairs of elements. */
export function squareTable(sums: usize, x: usize, count: usize): void {
  for (let m: usize = 0; m < count; m++) {
    const x0 = x + 2 * LIMB_BYTES * m;
    squareOrder(a, x0);
    addToSum(sums, a);
    subtract(a, x0 + LIMB_BYTES, x0);
    squareOrder(a, a);
    addToSum(sums + SUM_BYTES, a);
  }
}

/** Adds u0·g0 to sums[0] and (u1 − u0)·(g1 − g0) to sums[1]. */
function addProducts(sums: usize, u0: usize, u1: usize, g0: usize, g1: usize): void {
  mulOrder(a, u0, g0);
  addToSum(sums, a);
  subtract(a, u1, u0);
  subtract(b, g1, g0);
  mulOrder(a, a, b);
  addToSum(sums + SUM_BYTES, a);
}

/**
 * Adds Σ u0·g0 to sums[0] and Σ (u1 − u0)·(g1 − g0) to sums[1], over `count` pairs, with g looked
 * up from patterns.
 */
export function multiplyPatterns(
  sums: usize,
  u: usize,
  patterns: usize,
  tables: usize,
  bytes: usize,
  count: usize,
): void {
  for (let m: usize = 0; m < count; m++) {
    const u0 = u + 2 * LIMB_BYTES * m;
    lookUp(c, tables, patterns + 8 * m, bytes);
    lookUp(d, tables, patterns + 8 * m + 4, bytes);
    addProducts(sums, u0, u0 + LIMB_BYTES, c, d);
  }
}

/** As `multiplyPatterns`, for a table of elements. */
export function multiplyTables(sums: usize, u: usize, g: usize, count: usize): void {
  for (let m: usize = 0; m < count; m++) {
    const u0 = u + 2 * LIMB_BYTES * m;
    const g0 = g + 2 * LIMB_BYTES * m;
    addProducts(sums, u0, u0 + LIMB_BYTES, g0, g0 + LIMB_BYTES);
  }
}
