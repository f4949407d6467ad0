// Products modulo L, the order of ristretto255, in Montgomery form with R = 2^261: nine signed limbs of 29 bits as in orderField.ts.
// L = 2^252 + c with c < 2^125, so that three of its limbs are 0. No branch depends on a value.

import { canonicalBytes, limbsFromBytes } from './convert';

/** 1 / L mod 2^29. */
const INVERSE: i64 = 229343717;

// Limbs of L; those between are 0, and the topmost is 2^20.
const L0: i64 = -50998291;
const L1: i64 = 9640147;
const L2: i64 = -35179114;
const L3: i64 = -34357946;
const L4: i64 = 334;

/** L */
const ORDER_25519: usize = memory.data<i32>([
  -50998291, 9640147, -35179114, -34357946, 334, 0, 0, 0, 1048576,
]);

/** R² mod L: multiplying by it converts to Montgomery form. */
const ENTER_ORDER_25519: usize = memory.data<i32>([
  190815506, -32236777, -175276226, -197183656, -109914238, 70249341, -51460291, -31961825, 328814,
]);

const HALF: i64 = 1 << 28;

const factor: usize = memory.data(36, 16);
const x: usize = memory.data(36, 16);

/** The lowest 29 bits of a column times 1 / L, balanced. */
function quotientOf(column: i64): i64 {
  return ((column * INVERSE) << 35) >> 35;
}

/**
 * out ← a · b / R, within ±0.51·L, for values within ±2^257. The limbs of one factor are below 2^29 in magnitude, those of the other
 * below 2^28 + 2^16; those of the result are below 2^28, and the topmost has the sign.
 */
function mulOrder25519(out: usize, a: usize, b: usize): void {
  const a0: i64 = load<i32>(a, 0);
  const a1: i64 = load<i32>(a, 4);
  const a2: i64 = load<i32>(a, 8);
  const a3: i64 = load<i32>(a, 12);
  const a4: i64 = load<i32>(a, 16);
  const a5: i64 = load<i32>(a, 20);
  const a6: i64 = load<i32>(a, 24);
  const a7: i64 = load<i32>(a, 28);
  const a8: i64 = load<i32>(a, 32);
  const b0: i64 = load<i32>(b, 0);
  const b1: i64 = load<i32>(b, 4);
  const b2: i64 = load<i32>(b, 8);
  const b3: i64 = load<i32>(b, 12);
  const b4: i64 = load<i32>(b, 16);
  const b5: i64 = load<i32>(b, 20);
  const b6: i64 = load<i32>(b, 24);
  const b7: i64 = load<i32>(b, 28);
  const b8: i64 = load<i32>(b, 32);
  const t0: i64 = a0 * b0;
  let t1: i64 = a0 * b1 + a1 * b0;
  let t2: i64 = a0 * b2 + a1 * b1 + a2 * b0;
  let t3: i64 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  let t4: i64 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
  let t5: i64 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
  let t6: i64 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
  let t7: i64 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
  let t8: i64 =
    a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
  let t9: i64 = a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
  let t10: i64 = a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
  let t11: i64 = a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
  let t12: i64 = a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
  let t13: i64 = a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
  let t14: i64 = a6 * b8 + a7 * b7 + a8 * b6;
  let t15: i64 = a7 * b8 + a8 * b7;
  let t16: i64 = a8 * b8;
  let m: i64 = quotientOf(t0);
  t1 += ((t0 - m * L0) >> 29) - m * L1;
  t2 -= m * L2;
  t3 -= m * L3;
  t4 -= m * L4;
  t8 -= m << 20;
  m = quotientOf(t1);
  t2 += ((t1 - m * L0) >> 29) - m * L1;
  t3 -= m * L2;
  t4 -= m * L3;
  t5 -= m * L4;
  t9 -= m << 20;
  m = quotientOf(t2);
  t3 += ((t2 - m * L0) >> 29) - m * L1;
  t4 -= m * L2;
  t5 -= m * L3;
  t6 -= m * L4;
  t10 -= m << 20;
  m = quotientOf(t3);
  t4 += ((t3 - m * L0) >> 29) - m * L1;
  t5 -= m * L2;
  t6 -= m * L3;
  t7 -= m * L4;
  t11 -= m << 20;
  m = quotientOf(t4);
  t5 += ((t4 - m * L0) >> 29) - m * L1;
  t6 -= m * L2;
  t7 -= m * L3;
  t8 -= m * L4;
  t12 -= m << 20;
  m = quotientOf(t5);
  t6 += ((t5 - m * L0) >> 29) - m * L1;
  t7 -= m * L2;
  t8 -= m * L3;
  t9 -= m * L4;
  t13 -= m << 20;
  m = quotientOf(t6);
  t7 += ((t6 - m * L0) >> 29) - m * L1;
  t8 -= m * L2;
  t9 -= m * L3;
  t10 -= m * L4;
  t14 -= m << 20;
  m = quotientOf(t7);
  t8 += ((t7 - m * L0) >> 29) - m * L1;
  t9 -= m * L2;
  t10 -= m * L3;
  t11 -= m * L4;
  t15 -= m << 20;
  m = quotientOf(t8);
  t9 += ((t8 - m * L0) >> 29) - m * L1;
  t10 -= m * L2;
  t11 -= m * L3;
  t12 -= m * L4;
  t16 -= m << 20;
  let c: i64 = (t9 + HALF) >> 29;
  store<i32>(out, <i32>(t9 - (c << 29)), 0);
  t10 += c;
  c = (t10 + HALF) >> 29;
  store<i32>(out, <i32>(t10 - (c << 29)), 4);
  t11 += c;
  c = (t11 + HALF) >> 29;
  store<i32>(out, <i32>(t11 - (c << 29)), 8);
  t12 += c;
  c = (t12 + HALF) >> 29;
  store<i32>(out, <i32>(t12 - (c << 29)), 12);
  t13 += c;
  c = (t13 + HALF) >> 29;
  store<i32>(out, <i32>(t13 - (c << 29)), 16);
  t14 += c;
  c = (t14 + HALF) >> 29;
  store<i32>(out, <i32>(t14 - (c << 29)), 20);
  t15 += c;
  c = (t15 + HALF) >> 29;
  store<i32>(out, <i32>(t15 - (c << 29)), 24);
  t16 += c;
  c = (t16 + HALF) >> 29;
  store<i32>(out, <i32>(t16 - (c << 29)), 28);
  store<i32>(out, <i32>c, 32);
}

/** out[i] ← scalar · scalars[i] mod L, all 32 canonical bytes. */
export function scaleScalars25519(out: usize, scalar: usize, scalars: usize, count: usize): void {
  limbsFromBytes(x, scalar);
  mulOrder25519(factor, x, ENTER_ORDER_25519);
  for (let i: usize = 0; i < count; i++) {
    limbsFromBytes(x, scalars + 32 * i);
    mulOrder25519(x, x, factor);
    canonicalBytes(out + 32 * i, x, ORDER_25519);
  }
}
