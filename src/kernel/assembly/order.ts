// The scalar field F_ℓ as 32-byte little-endian integers, and as lanes: eight signed 64-bit numbers, value =
// Σ lane_i · 2^(32·i), into which sums are gathered without carrying and which are reduced once at the end.
// Values may be secret, so no branch depends on one, except where a comment says so.

import { isBelow } from './convert';

/** ℓ in 64-bit words. */
export const ORDER_WORDS: usize = memory.data<u64>([
  0x677297dc392126f1, 0xab3eedb83920ee0a, 0x370a08b6d0302b0b, 0x060c89ce5c263405,
]);

/** Bytes of the lanes of one value. */
export const LANES_BYTES: usize = 64;

// ℓ in 32-bit words.
const L0: i64 = 0x392126f1;
const L1: i64 = 0x677297dc;
const L2: i64 = 0x3920ee0a;
const L3: i64 = 0xab3eedb8;
const L4: i64 = 0xd0302b0b;
const L5: i64 = 0x370a08b6;
const L6: i64 = 0x5c263405;
const L7: i64 = 0x060c89ce;

const MASK: i64 = 0xffffffff;

/** 2^224 / ℓ. */
const TOP_OVER_ORDER: f64 = 9.853672339075316e-9;

/** What the estimate of a quotient is lowered by, so that it is never too large: far above its rounding error. */
const MARGIN: f64 = 0.0009765625;

// ℓ in 64-bit words, as above.
const W0: u64 = 0x677297dc392126f1;
const W1: u64 = 0xab3eedb83920ee0a;
const W2: u64 = 0x370a08b6d0302b0b;
const W3: u64 = 0x060c89ce5c263405;

/**
 * Writes Σ lane_i · 2^(32·i) mod ℓ as 32 canonical bytes. The lanes' magnitudes are below 2^62 and the whole
 * below 2^278 in magnitude.
 *
 * The quotient by ℓ is estimated from the two topmost lanes in floating point, exact to 2^-15 and then lowered a little:
 * the remainder lies in [0, 1.001·ℓ), and one conditional subtraction makes it canonical.
 */
// @ts-ignore: decorator
@inline
export function reduceLanes(
  out: usize,
  l0: i64,
  l1: i64,
  l2: i64,
  l3: i64,
  l4: i64,
  l5: i64,
  l6: i64,
  l7: i64,
): void {
  const estimate = (<f64>l7 + <f64>l6 * 2.3283064365386963e-10) * TOP_OVER_ORDER - MARGIN;
  const q = <i64>Math.floor(estimate);
  let t = l0 - q * L0;
  let w0 = t & MASK;
  t = (t >> 32) + l1 - q * L1;
  w0 |= t << 32;
  t = (t >> 32) + l2 - q * L2;
  let w1 = t & MASK;
  t = (t >> 32) + l3 - q * L3;
  w1 |= t << 32;
  t = (t >> 32) + l4 - q * L4;
  let w2 = t & MASK;
  t = (t >> 32) + l5 - q * L5;
  w2 |= t << 32;
  t = (t >> 32) + l6 - q * L6;
  let w3 = t & MASK;
  t = (t >> 32) + l7 - q * L7;
  w3 |= t << 32;
  storeReduced(out, <u64>w0, <u64>w1, <u64>w2, <u64>w3);
}

/** Writes a value of [0, 2·ℓ), given in 64-bit words, as 32 canonical bytes. */
// @ts-ignore: decorator
@inline
export function storeReduced(out: usize, w0: u64, w1: u64, w2: u64, w3: u64): void {
  let borrow = <u64>(w0 < W0);
  const d0 = w0 - W0;
  const d1 = w1 - W1 - borrow;
  borrow = <u64>(w1 < W1) | (<u64>(w1 == W1) & borrow);
  const d2 = w2 - W2 - borrow;
  borrow = <u64>(w2 < W2) | (<u64>(w2 == W2) & borrow);
  const d3 = w3 - W3 - borrow;
  // Values stay below 2^253, so the topmost bit of the difference tells its sign.
  const below = <u64>(<i64>d3 >> 63);
  store<u64>(out, d0 ^ ((d0 ^ w0) & below));
  store<u64>(out, d1 ^ ((d1 ^ w1) & below), 8);
  store<u64>(out, d2 ^ ((d2 ^ w2) & below), 16);
  store<u64>(out, d3 ^ ((d3 ^ w3) & below), 24);
}

/** out ← a + b mod ℓ, all of 32 canonical bytes. */
// @ts-ignore: decorator
@inline
export function addElement(out: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const s0 = a0 + load<u64>(b);
  let carry = <u64>(s0 < a0);
  const p1 = a1 + load<u64>(b, 8);
  const s1 = p1 + carry;
  carry = <u64>(p1 < a1) | <u64>(s1 < carry);
  const p2 = a2 + load<u64>(b, 16);
  const s2 = p2 + carry;
  carry = <u64>(p2 < a2) | <u64>(s2 < carry);
  storeReduced(out, s0, s1, s2, load<u64>(a, 24) + load<u64>(b, 24) + carry);
}

/** into[k] ← into[k] + from[k] mod ℓ for `count` elements. */
export function addElements(into: usize, from: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) addElement(into + 32 * i, into + 32 * i, from + 32 * i);
}

/** Whether all of `count` elements are below ℓ. Branches on a comparison of words from the top, so on masked or public values only. */
export function areCanonical(elements: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    const element = elements + 32 * i;
    if (!isBelow(element, ORDER_WORDS)) return false;
  }
  return true;
}
