// Multiplication modulo p = 2^255 − 19, in the representation of basefield.ts: nine signed limbs of
// 29 bits, not fully reduced. As 2^261 = 2^6 · 19 = 1216 mod p, no Montgomery form is needed: the
// upper half of a product is folded into the lower half. A product has limbs within ±(2^28 + 2^16)
// and a value within ±2^261.
//
// A product is correct if 9 times the product of the largest limbs of both factors is below 2^62.9.

const HALF: i64 = 1 << 28;

/** 2^261 mod p. */
const FOLD: i64 = 1216;

/** out ← a · b. */
export function mul25519(out: usize, a: usize, b: usize): void {
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
  // The upper eight columns, carried so that their folds stay small.
  let t: i64 = a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
  let c: i64 = (t + HALF) >> 29;
  const h0 = t - (c << 29);
  t = a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + c;
  c = (t + HALF) >> 29;
  const h1 = t - (c << 29);
  t = a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + c;
  c = (t + HALF) >> 29;
  const h2 = t - (c << 29);
  t = a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + c;
  c = (t + HALF) >> 29;
  const h3 = t - (c << 29);
  t = a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + c;
  c = (t + HALF) >> 29;
  const h4 = t - (c << 29);
  t = a6 * b8 + a7 * b7 + a8 * b6 + c;
  c = (t + HALF) >> 29;
  const h5 = t - (c << 29);
  t = a7 * b8 + a8 * b7 + c;
  c = (t + HALF) >> 29;
  const h6 = t - (c << 29);
  t = a8 * b8 + c;
  c = (t + HALF) >> 29;
  const h7 = t - (c << 29);
  const l0 = a0 * b0 + FOLD * h0;
  const l1 = a0 * b1 + a1 * b0 + FOLD * h1;
  const l2 = a0 * b2 + a1 * b1 + a2 * b0 + FOLD * h2;
  const l3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + FOLD * h3;
  const l4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + FOLD * h4;
  const l5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + FOLD * h5;
  const l6 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + FOLD * h6;
  const l7 =
    a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + FOLD * h7;
  const l8 =
    a0 * b8 +
    a1 * b7 +
    a2 * b6 +
    a3 * b5 +
    a4 * b4 +
    a5 * b3 +
    a6 * b2 +
    a7 * b1 +
    a8 * b0 +
    FOLD * c;
  c = (l0 + HALF) >> 29;
  const lowest = l0 - (c << 29);
  t = l1 + c;
  c = (t + HALF) >> 29;
  const second = t - (c << 29);
  t = l2 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 8);
  t = l3 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 12);
  t = l4 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 16);
  t = l5 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 20);
  t = l6 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 24);
  t = l7 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 28);
  t = l8 + c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 32);
  t = lowest + FOLD * c;
  c = (t + HALF) >> 29;
  store<i32>(out, <i32>(t - (c << 29)), 0);
  store<i32>(out, <i32>(second + c), 4);
}

/** out ← a². */
export function square25519(out: usize, a: usize): void {
  squareTimes25519(out, a, 1);
}

/** out ← a^(2^times), for times ≥ 1. The limbs stay in local variables from one square to the next. */
export function squareTimes25519(out: usize, a: usize, times: i32): void {
  let a0: i64 = load<i32>(a, 0);
  let a1: i64 = load<i32>(a, 4);
  let a2: i64 = load<i32>(a, 8);
  let a3: i64 = load<i32>(a, 12);
  let a4: i64 = load<i32>(a, 16);
  let a5: i64 = load<i32>(a, 20);
  let a6: i64 = load<i32>(a, 24);
  let a7: i64 = load<i32>(a, 28);
  let a8: i64 = load<i32>(a, 32);
  for (let i = 0; i < times; i++) {
    const d1 = a1 << 1;
    const d2 = a2 << 1;
    const d3 = a3 << 1;
    const d4 = a4 << 1;
    const d5 = a5 << 1;
    const d6 = a6 << 1;
    const d7 = a7 << 1;
    const d8 = a8 << 1;
    // The upper eight columns, carried so that their folds stay small.
    let t: i64 = a1 * d8 + a2 * d7 + a3 * d6 + a4 * d5;
    let c: i64 = (t + HALF) >> 29;
    const h0 = t - (c << 29);
    t = a2 * d8 + a3 * d7 + a4 * d6 + a5 * a5 + c;
    c = (t + HALF) >> 29;
    const h1 = t - (c << 29);
    t = a3 * d8 + a4 * d7 + a5 * d6 + c;
    c = (t + HALF) >> 29;
    const h2 = t - (c << 29);
    t = a4 * d8 + a5 * d7 + a6 * a6 + c;
    c = (t + HALF) >> 29;
    const h3 = t - (c << 29);
    t = a5 * d8 + a6 * d7 + c;
    c = (t + HALF) >> 29;
    const h4 = t - (c << 29);
    t = a6 * d8 + a7 * a7 + c;
    c = (t + HALF) >> 29;
    const h5 = t - (c << 29);
    t = a7 * d8 + c;
    c = (t + HALF) >> 29;
    const h6 = t - (c << 29);
    t = a8 * a8 + c;
    c = (t + HALF) >> 29;
    const h7 = t - (c << 29);
    const l0 = a0 * a0 + FOLD * h0;
    const l1 = a0 * d1 + FOLD * h1;
    const l2 = a0 * d2 + a1 * a1 + FOLD * h2;
    const l3 = a0 * d3 + a1 * d2 + FOLD * h3;
    const l4 = a0 * d4 + a1 * d3 + a2 * a2 + FOLD * h4;
    const l5 = a0 * d5 + a1 * d4 + a2 * d3 + FOLD * h5;
    const l6 = a0 * d6 + a1 * d5 + a2 * d4 + a3 * a3 + FOLD * h6;
    const l7 = a0 * d7 + a1 * d6 + a2 * d5 + a3 * d4 + FOLD * h7;
    const l8 = a0 * d8 + a1 * d7 + a2 * d6 + a3 * d5 + a4 * a4 + FOLD * c;
    c = (l0 + HALF) >> 29;
    const lowest = l0 - (c << 29);
    t = l1 + c;
    c = (t + HALF) >> 29;
    const second = t - (c << 29);
    t = l2 + c;
    c = (t + HALF) >> 29;
    a2 = t - (c << 29);
    t = l3 + c;
    c = (t + HALF) >> 29;
    a3 = t - (c << 29);
    t = l4 + c;
    c = (t + HALF) >> 29;
    a4 = t - (c << 29);
    t = l5 + c;
    c = (t + HALF) >> 29;
    a5 = t - (c << 29);
    t = l6 + c;
    c = (t + HALF) >> 29;
    a6 = t - (c << 29);
    t = l7 + c;
    c = (t + HALF) >> 29;
    a7 = t - (c << 29);
    t = l8 + c;
    c = (t + HALF) >> 29;
    a8 = t - (c << 29);
    t = lowest + FOLD * c;
    c = (t + HALF) >> 29;
    a0 = t - (c << 29);
    a1 = second + c;
  }
  store<i32>(out, <i32>a0, 0);
  store<i32>(out, <i32>a1, 4);
  store<i32>(out, <i32>a2, 8);
  store<i32>(out, <i32>a3, 12);
  store<i32>(out, <i32>a4, 16);
  store<i32>(out, <i32>a5, 20);
  store<i32>(out, <i32>a6, 24);
  store<i32>(out, <i32>a7, 28);
  store<i32>(out, <i32>a8, 32);
}
