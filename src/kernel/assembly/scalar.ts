// A secret scalar times a point, in constant time: always 64 windows of four bits, always four doublings and one addition
// a window, and the table is read whole each time, with a mask keeping the entry that is wanted. No branch and no address
// depends on the scalar.

import { addCached, addExtended, double, EXTENDED_BYTES, setIdentity, toCached } from './curve';

const ENTRIES: usize = 16;

/** Size in bytes of the table of 0 … 15 times a point, in cached form. */
export const TABLE_BYTES: usize = ENTRIES * EXTENDED_BYTES;

const multiple: usize = memory.data(144, 16);
const chosen: usize = memory.data(144, 16);

/** Writes the table of an extended point. */
export function fillTable<F>(table: usize, base: usize): void {
  setIdentity<F>(multiple);
  for (let i: usize = 0; i < ENTRIES; i++) {
    toCached<F>(table + i * EXTENDED_BYTES, multiple);
    addExtended<F>(multiple, base);
  }
}

/** chosen ← table[digit], reading the whole table. The entry so far stays in local variables, so that each mask is made once. */
function choose(table: usize, digit: i32): void {
  let v0 = i64x2.splat(0);
  let v1 = i64x2.splat(0);
  let v2 = i64x2.splat(0);
  let v3 = i64x2.splat(0);
  let v4 = i64x2.splat(0);
  let v5 = i64x2.splat(0);
  let v6 = i64x2.splat(0);
  let v7 = i64x2.splat(0);
  let v8 = i64x2.splat(0);
  for (let i: i32 = 0; i < <i32>ENTRIES; i++) {
    // −1 if i is the digit, otherwise 0: i ^ digit is below 16, so subtracting one is negative only
    // for 0.
    const mask = i32x4.splat(((i ^ digit) - 1) >> 31);
    const entry = table + <usize>i * EXTENDED_BYTES;
    v0 = v128.or(v0, v128.and(v128.load(entry), mask));
    v1 = v128.or(v1, v128.and(v128.load(entry, 16), mask));
    v2 = v128.or(v2, v128.and(v128.load(entry, 32), mask));
    v3 = v128.or(v3, v128.and(v128.load(entry, 48), mask));
    v4 = v128.or(v4, v128.and(v128.load(entry, 64), mask));
    v5 = v128.or(v5, v128.and(v128.load(entry, 80), mask));
    v6 = v128.or(v6, v128.and(v128.load(entry, 96), mask));
    v7 = v128.or(v7, v128.and(v128.load(entry, 112), mask));
    v8 = v128.or(v8, v128.and(v128.load(entry, 128), mask));
  }
  v128.store(chosen, v0);
  v128.store(chosen, v1, 16);
  v128.store(chosen, v2, 32);
  v128.store(chosen, v3, 48);
  v128.store(chosen, v4, 64);
  v128.store(chosen, v5, 80);
  v128.store(chosen, v6, 96);
  v128.store(chosen, v7, 112);
  v128.store(chosen, v8, 128);
}

/** product ← scalar · point for a scalar of 32 bytes, little-endian. */
export function multiply<F>(product: usize, table: usize, scalar: usize): void {
  setIdentity<F>(product);
  for (let w: i32 = 63; w >= 0; w--) {
    double<F>(product);
    double<F>(product);
    double<F>(product);
    double<F>(product);
    choose(table, ((<i32>load<u8>(scalar + (w >> 1))) >> ((w & 1) << 2)) & 15);
    addCached<F>(product, chosen);
  }
  memory.fill(chosen, 0, EXTENDED_BYTES);
}

/** Bits between two teeth of a comb: four of them reach over the 256 bits of a scalar. */
const TEETH_APART: i32 = 64;

/**
 * Writes the table of a comb (Lim and Lee 1994): the sums of some of P, 2^64 · P, 2^128 · P and 2^192 · P, which are left
 * in `teeth`. It costs as much as four fifths of a product, and saves more than half of each.
 */
export function fillComb<F>(table: usize, teeth: usize, base: usize): void {
  memory.copy(teeth, base, EXTENDED_BYTES);
  for (let i: usize = 1; i < 4; i++) {
    const tooth = teeth + i * EXTENDED_BYTES;
    memory.copy(tooth, tooth - EXTENDED_BYTES, EXTENDED_BYTES);
    for (let j: i32 = 0; j < TEETH_APART; j++) double<F>(tooth);
  }
  for (let entry: usize = 0; entry < ENTRIES; entry++) {
    setIdentity<F>(multiple);
    for (let i: usize = 0; i < 4; i++) {
      if ((entry >> i) & 1) addExtended<F>(multiple, teeth + i * EXTENDED_BYTES);
    }
    toCached<F>(table + entry * EXTENDED_BYTES, multiple);
  }
}

/** Bit i of a scalar. */
function bitOf(scalar: usize, i: i32): i32 {
  return ((<i32>load<u8>(scalar + (i >> 3))) >> (i & 7)) & 1;
}

/**
 * product ← scalar · point with the table of `fillComb`; same scalars as `multiply`, also in
 * constant time.
 */
export function multiplyByComb<F>(product: usize, table: usize, scalar: usize): void {
  setIdentity<F>(product);
  for (let i: i32 = TEETH_APART - 1; i >= 0; i--) {
    double<F>(product);
    const low = bitOf(scalar, i) | (bitOf(scalar, i + TEETH_APART) << 1);
    const high = bitOf(scalar, i + 2 * TEETH_APART) | (bitOf(scalar, i + 3 * TEETH_APART) << 1);
    choose(table, low | (high << 2));
    addCached<F>(product, chosen);
  }
  memory.fill(chosen, 0, EXTENDED_BYTES);
}
