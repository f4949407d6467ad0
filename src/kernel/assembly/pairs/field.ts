// Products in the base field of Baby Jubjub, two at a time in the lanes of a vector, with fused
// multiply-add ("double-precision" arithmetic as in Emmart, Zheng and Weems, "Faster modular
// exponentiation using double precision floating point arithmetic on the GPU", ARITH 2018).
//
// An element is five signed limbs of 51 bits in doubles, value = Σ limb_i · 2^(51·i). A product has
// limbs within ±2^50 and a value within ±0.51·p, so that sums and differences of two need no
// carries.
//
// The product of two limbs is split without loss. With HIGH = 1.5 · 2^103, whose last place counts
// 2^51, the fused a·b + HIGH rounds to HIGH + h · 2^51; then (HIGH + LOW) − (HIGH + h · 2^51) is
// exact, and so is a·b plus that: LOW + l with a·b = h · 2^51 + l and |l| ≤ 2^50. This needs |a·b| ≤
// 2^102. The bits of both results, read as integers, are those of HIGH and LOW plus h and l. They
// are summed in columns of 64 bits; what HIGH and LOW contribute is known and subtracted in
// advance, in COLUMNS, which also makes the columns positive (2^62) and rounds them (2^50).
//
// The lower four columns are cleared by adding u · 2^−51 mod p one column higher, for their lowest
// 51 bits u: no factor has to be found first. That leaves up to 51 bits too many, which the fifth
// step removes: it adds m · p, for the m that clears its column. As R′ = 2^255 leaves not even two
// bits above p, sums of products would grow; m is therefore changed by q · 2^51, where q, one of
// −1, 0 and 1, is the multiple of p that the result would contain.
//
// Nothing branches on a value, and no value is subnormal, so the time does not depend on them.

import {
  COLUMNS,
  DOWN,
  HIGH,
  HIGH_AND_LOW,
  LAST_COLUMN,
  LIMB_MASK,
  LOW,
  MINUS_INVERSE,
  MINUS_RADIX,
  PRIME,
  QUOTIENT,
  QUOTIENT_OF_LOW,
  SCALE_DOWN,
  UNIT,
  UNIT_AND_HALF,
} from './constants';

/** Size of a pair of elements in bytes. */
export const PAIR_BYTES: usize = 80;

/** Whether the engine's multiply-add rounds once, as all of this requires. */
export function isFused(): bool {
  // (2^52 + 1)·(2^52 − 1) − 2^104 is −1. Rounded in between, it is 0.
  const unit = v128.load(UNIT);
  const one = f64x2.splat(1);
  const square = f64x2.mul(unit, unit);
  const rest = f64x2.relaxed_madd(f64x2.add(unit, one), f64x2.sub(unit, one), f64x2.neg(square));
  return i64x2.all_true(f64x2.eq(rest, f64x2.neg(one)));
}

/** The lowest 51 bits of a rounded column as a double within ±2^50. */
function lowLimb(column: v128): v128 {
  const bits = v128.or(v128.and(column, v128.load(LIMB_MASK)), v128.load(UNIT));
  return f64x2.sub(bits, v128.load(UNIT_AND_HALF));
}

/** out ← a · b / R′ in both lanes. Limbs of a and b are within ±2^51, values within ±1.1·p. */
export function multiply(out: usize, a: usize, b: usize): void {
  const b0 = v128.load(b, 0);
  const b1 = v128.load(b, 16);
  const b2 = v128.load(b, 32);
  const b3 = v128.load(b, 48);
  const b4 = v128.load(b, 64);
  const c = v128.load(HIGH);
  const k = v128.load(HIGH_AND_LOW);
  let high: v128;
  let v: v128;
  let u = v128.load(a, 0);
  high = f64x2.relaxed_madd(u, b0, c);
  let t0 = i64x2.add(v128.load(COLUMNS, 0), f64x2.relaxed_madd(u, b0, f64x2.sub(k, high)));
  let t1 = i64x2.add(v128.load(COLUMNS, 16), high);
  high = f64x2.relaxed_madd(u, b1, c);
  t1 = i64x2.add(t1, f64x2.relaxed_madd(u, b1, f64x2.sub(k, high)));
  let t2 = i64x2.add(v128.load(COLUMNS, 32), high);
  high = f64x2.relaxed_madd(u, b2, c);
  t2 = i64x2.add(t2, f64x2.relaxed_madd(u, b2, f64x2.sub(k, high)));
  let t3 = i64x2.add(v128.load(COLUMNS, 48), high);
  high = f64x2.relaxed_madd(u, b3, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, b3, f64x2.sub(k, high)));
  let t4 = i64x2.add(v128.load(COLUMNS, 64), high);
  high = f64x2.relaxed_madd(u, b4, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, b4, f64x2.sub(k, high)));
  let t5 = i64x2.add(v128.load(COLUMNS, 80), high);
  u = lowLimb(t0);
  t1 = i64x2.add(t1, i64x2.shr_u(t0, 51));
  v = v128.load(DOWN, 0);
  high = f64x2.relaxed_madd(u, v, c);
  t1 = i64x2.add(t1, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t2 = i64x2.add(t2, high);
  v = v128.load(DOWN, 16);
  high = f64x2.relaxed_madd(u, v, c);
  t2 = i64x2.add(t2, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t3 = i64x2.add(t3, high);
  v = v128.load(DOWN, 32);
  high = f64x2.relaxed_madd(u, v, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  v = v128.load(DOWN, 48);
  high = f64x2.relaxed_madd(u, v, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  v = v128.load(DOWN, 64);
  high = f64x2.relaxed_madd(u, v, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  let t6 = i64x2.add(v128.load(COLUMNS, 96), high);
  u = v128.load(a, 16);
  high = f64x2.relaxed_madd(u, b0, c);
  t1 = i64x2.add(t1, f64x2.relaxed_madd(u, b0, f64x2.sub(k, high)));
  t2 = i64x2.add(t2, high);
  high = f64x2.relaxed_madd(u, b1, c);
  t2 = i64x2.add(t2, f64x2.relaxed_madd(u, b1, f64x2.sub(k, high)));
  t3 = i64x2.add(t3, high);
  high = f64x2.relaxed_madd(u, b2, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, b2, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  high = f64x2.relaxed_madd(u, b3, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, b3, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  high = f64x2.relaxed_madd(u, b4, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, b4, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  u = lowLimb(t1);
  t2 = i64x2.add(t2, i64x2.shr_u(t1, 51));
  v = v128.load(DOWN, 0);
  high = f64x2.relaxed_madd(u, v, c);
  t2 = i64x2.add(t2, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t3 = i64x2.add(t3, high);
  v = v128.load(DOWN, 16);
  high = f64x2.relaxed_madd(u, v, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  v = v128.load(DOWN, 32);
  high = f64x2.relaxed_madd(u, v, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  v = v128.load(DOWN, 48);
  high = f64x2.relaxed_madd(u, v, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  v = v128.load(DOWN, 64);
  high = f64x2.relaxed_madd(u, v, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  let t7 = i64x2.add(v128.load(COLUMNS, 112), high);
  u = v128.load(a, 32);
  high = f64x2.relaxed_madd(u, b0, c);
  t2 = i64x2.add(t2, f64x2.relaxed_madd(u, b0, f64x2.sub(k, high)));
  t3 = i64x2.add(t3, high);
  high = f64x2.relaxed_madd(u, b1, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, b1, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  high = f64x2.relaxed_madd(u, b2, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, b2, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  high = f64x2.relaxed_madd(u, b3, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, b3, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  high = f64x2.relaxed_madd(u, b4, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, b4, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  u = lowLimb(t2);
  t3 = i64x2.add(t3, i64x2.shr_u(t2, 51));
  v = v128.load(DOWN, 0);
  high = f64x2.relaxed_madd(u, v, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  v = v128.load(DOWN, 16);
  high = f64x2.relaxed_madd(u, v, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  v = v128.load(DOWN, 32);
  high = f64x2.relaxed_madd(u, v, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  v = v128.load(DOWN, 48);
  high = f64x2.relaxed_madd(u, v, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  v = v128.load(DOWN, 64);
  high = f64x2.relaxed_madd(u, v, c);
  t7 = i64x2.add(t7, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  let t8 = i64x2.add(v128.load(COLUMNS, 128), high);
  u = v128.load(a, 48);
  high = f64x2.relaxed_madd(u, b0, c);
  t3 = i64x2.add(t3, f64x2.relaxed_madd(u, b0, f64x2.sub(k, high)));
  t4 = i64x2.add(t4, high);
  high = f64x2.relaxed_madd(u, b1, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, b1, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  high = f64x2.relaxed_madd(u, b2, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, b2, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  high = f64x2.relaxed_madd(u, b3, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, b3, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  high = f64x2.relaxed_madd(u, b4, c);
  t7 = i64x2.add(t7, f64x2.relaxed_madd(u, b4, f64x2.sub(k, high)));
  t8 = i64x2.add(t8, high);
  u = lowLimb(t3);
  t4 = i64x2.add(t4, i64x2.shr_u(t3, 51));
  v = v128.load(DOWN, 0);
  high = f64x2.relaxed_madd(u, v, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  v = v128.load(DOWN, 16);
  high = f64x2.relaxed_madd(u, v, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  v = v128.load(DOWN, 32);
  high = f64x2.relaxed_madd(u, v, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  v = v128.load(DOWN, 48);
  high = f64x2.relaxed_madd(u, v, c);
  t7 = i64x2.add(t7, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t8 = i64x2.add(t8, high);
  v = v128.load(DOWN, 64);
  high = f64x2.relaxed_madd(u, v, c);
  t8 = i64x2.add(t8, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  let t9 = i64x2.add(v128.load(COLUMNS, 144), high);
  u = v128.load(a, 64);
  high = f64x2.relaxed_madd(u, b0, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, b0, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  high = f64x2.relaxed_madd(u, b1, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, b1, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  high = f64x2.relaxed_madd(u, b2, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, b2, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  high = f64x2.relaxed_madd(u, b3, c);
  t7 = i64x2.add(t7, f64x2.relaxed_madd(u, b3, f64x2.sub(k, high)));
  t8 = i64x2.add(t8, high);
  high = f64x2.relaxed_madd(u, b4, c);
  t8 = i64x2.add(t8, f64x2.relaxed_madd(u, b4, f64x2.sub(k, high)));
  t9 = i64x2.add(t9, high);
  u = lowLimb(t4);

  // The factor m that clears the fifth column, and the multiple q of p that is too much.
  v = v128.load(MINUS_INVERSE);
  high = f64x2.relaxed_madd(u, v, c);
  u = f64x2.sub(f64x2.relaxed_madd(u, v, f64x2.sub(k, high)), v128.load(LOW));
  v = f64x2.relaxed_madd(t9, v128.load(QUOTIENT), v128.load(QUOTIENT_OF_LOW));
  v = f64x2.relaxed_madd(u, v128.load(SCALE_DOWN), v);
  v = f64x2.sub(f64x2.add(v, v128.load(LOW)), v128.load(LOW));
  u = f64x2.relaxed_madd(v, v128.load(MINUS_RADIX), u);
  v = v128.load(PRIME, 0);
  high = f64x2.relaxed_madd(u, v, c);
  t4 = i64x2.add(t4, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t5 = i64x2.add(t5, high);
  v = v128.load(PRIME, 16);
  high = f64x2.relaxed_madd(u, v, c);
  t5 = i64x2.add(t5, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t6 = i64x2.add(t6, high);
  v = v128.load(PRIME, 32);
  high = f64x2.relaxed_madd(u, v, c);
  t6 = i64x2.add(t6, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t7 = i64x2.add(t7, high);
  v = v128.load(PRIME, 48);
  high = f64x2.relaxed_madd(u, v, c);
  t7 = i64x2.add(t7, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t8 = i64x2.add(t8, high);
  v = v128.load(PRIME, 64);
  high = f64x2.relaxed_madd(u, v, c);
  t8 = i64x2.add(t8, f64x2.relaxed_madd(u, v, f64x2.sub(k, high)));
  t9 = i64x2.add(t9, high);
  t5 = i64x2.add(t5, i64x2.shr_u(t4, 51));

  v128.store(out, lowLimb(t5));
  t6 = i64x2.add(t6, i64x2.shr_u(t5, 51));
  v128.store(out, lowLimb(t6), 16);
  t7 = i64x2.add(t7, i64x2.shr_u(t6, 51));
  v128.store(out, lowLimb(t7), 32);
  t8 = i64x2.add(t8, i64x2.shr_u(t7, 51));
  v128.store(out, lowLimb(t8), 48);
  t9 = i64x2.add(t9, i64x2.shr_u(t8, 51));
  v128.store(out, f64x2.sub(i64x2.add(t9, v128.load(LAST_COLUMN)), v128.load(LOW)), 64);
}

/** sum ← a + b and difference ← a − b, limb by limb; the four may overlap in any way. */
export function addAndSubtract(sum: usize, difference: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < PAIR_BYTES; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    v128.store(sum + i, f64x2.add(x, y));
    v128.store(difference + i, f64x2.sub(x, y));
  }
}
