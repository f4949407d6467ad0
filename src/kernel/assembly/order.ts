// The scalar field F_ℓ as 32-byte little-endian integers, and as lanes: eight signed 64-bit
// numbers, value = Σ lane_i · 2^(32·i), in which sums are accumulated without carries and reduced
// once at the end. Values may be secret: no branch depends on one unless a comment says so.

import { isBelow } from './convert';

/** ℓ in 64-bit words, lowest first. */
export const ORDER_WORDS: usize = memory.data<u64>([
  0x677297dc392126f1, 0xab3eedb83920ee0a, 0x370a08b6d0302b0b, 0x060c89ce5c263405,
]);

const negative: usize = memory.data(32, 16);

/** Size of the lanes of one value, in bytes. */
export const LANES_BYTES: usize = 64;

// ℓ in balanced 32-bit words, which fit the immediate operand of a multiplication.
const L0: i64 = 0x392126f1;
const L1: i64 = 0x677297dc;
const L2: i64 = 0x3920ee0a;
const L3: i64 = -0x54c11248;
const L4: i64 = -0x2fcfd4f4;
const L5: i64 = 0x370a08b7;
const L6: i64 = 0x5c263405;
const L7: i64 = 0x060c89ce;

const MASK: i64 = 0xffffffff;

/** 2^224 / ℓ */
const TOP_OVER_ORDER: f64 = 9.853672339075316e-9;

/** 2^-32 */
const LANE: f64 = 2.3283064365386963e-10;

/**
 * Subtracted from an estimated quotient: a half, as the estimate is rounded to nearest, and much
 * more than its error.
 */
const LOWER: f64 = 0.5 + 0.0009765625;

/**
 * 1.5 · 2^52: a double near it has its integer part in the lowest bits, which is faster than a
 * conversion that may trap.
 */
const ROUNDER: f64 = 6755399441055744;
const ROUNDER_BITS: i64 = 0x4338000000000000;

/**
 * ⌊2^51 · 2^224 / ℓ⌋, and the bound 2^-12 for the error of this rounding with quotients up to 2^12,
 * in the same unit.
 */
const SMALL_SHIFT: i64 = 51;
const SMALL_TOP_OVER_ORDER: i64 = 22188497;
const SMALL_LOWER: i64 = 1 << 39;

// ℓ in 64-bit words, as above.
const W0: u64 = 0x677297dc392126f1;
const W1: u64 = 0xab3eedb83920ee0a;
const W2: u64 = 0x370a08b6d0302b0b;
const W3: u64 = 0x060c89ce5c263405;

/**
 * The quotient of a value below 2^278 in magnitude by ℓ, estimated from its two topmost lanes in
 * floating point: exact to 2^-15, then lowered a little, so that the remainder is never negative.
 * Lanes are below 2^62.3 in magnitude.
 */
function quotient(l7: i64, l6: i64): i64 {
  const top = <f64>l7 + <f64>l6 * LANE;
  return reinterpret<i64>(top * TOP_OVER_ORDER - LOWER + ROUNDER) - ROUNDER_BITS;
}

/**
 * The same for a value below 2^262 in magnitude, in integers, which has a shorter dependency chain.
 */
function smallQuotient(l7: i64, l6: i64): i64 {
  return ((l7 + (l6 >> 32)) * SMALL_TOP_OVER_ORDER - SMALL_LOWER) >> SMALL_SHIFT;
}

/** Makes an element below 2·ℓ canonical, in place. */
function settle(element: usize): void {
  storeReduced(
    element,
    load<u64>(element),
    load<u64>(element, 8),
    load<u64>(element, 16),
    load<u64>(element, 24),
  );
}

/**
 * elements ← lanes mod ℓ: value − q·ℓ with an estimate q of the quotient is in [0, 1.001·ℓ), from
 * which another ℓ is subtracted if necessary.
 *
 * If the results are secret, values are below 2^278 in magnitude and nothing branches on them.
 * Otherwise they are below 2^262, and the last subtraction is done only if the topmost word
 * requires it, about once in a thousand times.
 *
 * The body is not split into functions, as a call would cost a fifth of it.
 */
export function reduceAll(elements: usize, lanes: usize, count: usize, secret: bool): void {
  const end = elements + 32 * count;
  for (; elements < end; elements += 32) {
    const l6 = load<i64>(lanes, 48);
    const l7 = load<i64>(lanes, 56);
    const q = secret ? quotient(l7, l6) : smallQuotient(l7, l6);
    const t0 = load<i64>(lanes) - q * L0;
    const t1 = (t0 >> 32) + (load<i64>(lanes, 8) - q * L1);
    store<i64>(elements, (t0 & MASK) | (t1 << 32));
    const t2 = (t1 >> 32) + (load<i64>(lanes, 16) - q * L2);
    const t3 = (t2 >> 32) + (load<i64>(lanes, 24) - q * L3);
    store<i64>(elements, (t2 & MASK) | (t3 << 32), 8);
    const t4 = (t3 >> 32) + (load<i64>(lanes, 32) - q * L4);
    const t5 = (t4 >> 32) + (load<i64>(lanes, 40) - q * L5);
    store<i64>(elements, (t4 & MASK) | (t5 << 32), 16);
    const t6 = (t5 >> 32) + (l6 - q * L6);
    const t7 = (t6 >> 32) + (l7 - q * L7);
    const top = (t6 & MASK) | (t7 << 32);
    store<i64>(elements, top, 24);
    if (secret || <u64>top >= W3) settle(elements);
    lanes += LANES_BYTES;
  }
}

/** Writes a value in [0, 2·ℓ), given in 64-bit words, as 32 canonical bytes. */
export function storeReduced(out: usize, w0: u64, w1: u64, w2: u64, w3: u64): void {
  let borrow = <u64>(w0 < W0);
  const d0 = w0 - W0;
  const d1 = w1 - W1 - borrow;
  borrow = (<u64>(w1 < W1)) | ((<u64>(w1 == W1)) & borrow);
  const d2 = w2 - W2 - borrow;
  borrow = (<u64>(w2 < W2)) | ((<u64>(w2 == W2)) & borrow);
  const d3 = w3 - W3 - borrow;
  // Values are below 2^253, so the topmost bit of the difference is its sign.
  const below = <u64>((<i64>d3) >> 63);
  store<u64>(out, d0 ^ ((d0 ^ w0) & below));
  store<u64>(out, d1 ^ ((d1 ^ w1) & below), 8);
  store<u64>(out, d2 ^ ((d2 ^ w2) & below), 16);
  store<u64>(out, d3 ^ ((d3 ^ w3) & below), 24);
}

/** out ← a + b mod ℓ, all 32 canonical bytes. */
export function addElement(out: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const s0 = a0 + load<u64>(b);
  let carry = <u64>(s0 < a0);
  const p1 = a1 + load<u64>(b, 8);
  const s1 = p1 + carry;
  carry = (<u64>(p1 < a1)) | (<u64>(s1 < carry));
  const p2 = a2 + load<u64>(b, 16);
  const s2 = p2 + carry;
  carry = (<u64>(p2 < a2)) | (<u64>(s2 < carry));
  storeReduced(out, s0, s1, s2, load<u64>(a, 24) + load<u64>(b, 24) + carry);
}

/** into[k] ← into[k] + from[k] mod ℓ, for `count` elements */
export function addElements(into: usize, from: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) addElement(into + 32 * i, into + 32 * i, from + 32 * i);
}

/** into[k] ← into[k] − from[k] mod ℓ, for `count` elements */
export function subtractElements(into: usize, from: usize, count: usize): void {
  for (let i: usize = 0; i < 32 * count; i += 32) {
    // ℓ − from[k], which is ℓ for 0.
    const f0 = load<u64>(from + i);
    const f1 = load<u64>(from + i, 8);
    const f2 = load<u64>(from + i, 16);
    let borrow = <u64>(W0 < f0);
    store<u64>(negative, W0 - f0);
    store<u64>(negative, W1 - f1 - borrow, 8);
    borrow = (<u64>(W1 < f1)) | ((<u64>(W1 == f1)) & borrow);
    store<u64>(negative, W2 - f2 - borrow, 16);
    borrow = (<u64>(W2 < f2)) | ((<u64>(W2 == f2)) & borrow);
    store<u64>(negative, W3 - load<u64>(from + i, 24) - borrow, 24);
    addElement(into + i, into + i, negative);
  }
}

/**
 * `addElements` if all of `from` is canonical; otherwise returns false and leaves `into` unchanged.
 * Only for masked or public values.
 */
export function addCanonical(into: usize, from: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!isBelow(from + 32 * i, ORDER_WORDS)) {
      subtractElements(into, from, i);
      return false;
    }
    addElement(into + 32 * i, into + 32 * i, from + 32 * i);
  }
  return true;
}

/**
 * Whether all of `count` elements are below ℓ. Branches on comparisons of words, so only for masked
 * or public values.
 */
export function areCanonical(elements: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    const element = elements + 32 * i;
    if (!isBelow(element, ORDER_WORDS)) return false;
  }
  return true;
}
