// Products of one point with many secret scalars, in constant time. The table contains digit · 16^w
// · base for all 63 windows of four bits, so a product takes 63 additions and no doublings. All
// sixteen entries of a window are read under a mask: no branch or address depends on a scalar.

import {
  addAffine,
  addCached,
  AFFINE_BYTES,
  double,
  EXTENDED_BYTES,
  setIdentity,
  toCached,
} from './curve';
import { BabyJubjub } from './fields';
import { toAffine } from './planes';
import { readExtended } from './points';

const WINDOWS: usize = 63;
const ENTRIES: usize = 16;

const running: usize = memory.data(144, 16);
const cached: usize = memory.data(144, 16);
const chosen: usize = memory.data(112, 16);

/**
 * Writes the comb of a point given as 64 bytes. `extended` and `products` have room for as many
 * points and elements as the comb has entries.
 */
export function fillComb(comb: usize, point: usize, extended: usize, products: usize): void {
  readExtended(running, point, 1);
  for (let w: usize = 0; w < WINDOWS; w++) {
    toCached<BabyJubjub>(cached, running);
    let entry = extended + w * ENTRIES * EXTENDED_BYTES;
    setIdentity<BabyJubjub>(entry);
    for (let digit: usize = 1; digit < ENTRIES; digit++) {
      memory.copy(entry + EXTENDED_BYTES, entry, EXTENDED_BYTES);
      entry += EXTENDED_BYTES;
      addCached<BabyJubjub>(entry, cached);
    }
    for (let i = 0; i < 4; i++) double<BabyJubjub>(running);
  }
  toAffine(comb, extended, WINDOWS * ENTRIES, products);
}

/**
 * chosen ← window[digit], reading the whole window. An entry is read as six times 16 bytes, and a
 * last 16 that overlap by four.
 */
function choose(window: usize, digit: i32): void {
  let c0 = i64x2.splat(0);
  let c1 = i64x2.splat(0);
  let c2 = i64x2.splat(0);
  let c3 = i64x2.splat(0);
  let c4 = i64x2.splat(0);
  let c5 = i64x2.splat(0);
  let c6 = i64x2.splat(0);
  for (let i: i32 = 0; i < <i32>ENTRIES; i++) {
    const mask = i32x4.splat(((i ^ digit) - 1) >> 31);
    const entry = window + <usize>i * AFFINE_BYTES;
    c0 = v128.or(c0, v128.and(v128.load(entry), mask));
    c1 = v128.or(c1, v128.and(v128.load(entry, 16), mask));
    c2 = v128.or(c2, v128.and(v128.load(entry, 32), mask));
    c3 = v128.or(c3, v128.and(v128.load(entry, 48), mask));
    c4 = v128.or(c4, v128.and(v128.load(entry, 64), mask));
    c5 = v128.or(c5, v128.and(v128.load(entry, 80), mask));
    c6 = v128.or(c6, v128.and(v128.load(entry, 92), mask));
  }
  v128.store(chosen, c0);
  v128.store(chosen, c1, 16);
  v128.store(chosen, c2, 32);
  v128.store(chosen, c3, 48);
  v128.store(chosen, c4, 64);
  v128.store(chosen, c5, 80);
  v128.store(chosen, c6, 92);
}

/** sums[i] ← sums[i] + scalars[i] · base, for canonical scalars of 32 bytes. */
export function addFromComb(sums: usize, comb: usize, scalars: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const scalar = scalars + 32 * i;
    for (let w: usize = 0; w < WINDOWS; w++) {
      const digit = ((<i32>load<u8>(scalar + (w >> 1))) >> ((<i32>(w & 1)) << 2)) & 15;
      choose(comb + w * ENTRIES * AFFINE_BYTES, digit);
      addAffine<BabyJubjub>(sums + i * EXTENDED_BYTES, chosen, 0);
    }
  }
  memory.fill(chosen, 0, AFFINE_BYTES);
}
