// Products of matrices over F_ℓ. The products of one inner product are added up without reducing them, in 17 columns of 64
// bits, and reduced once: half the multiplications of as many products in Montgomery form.
//
// Limbs are balanced, so a product of two is at most 2^56 in magnitude and a column of one product 9 · 2^56. Columns are
// carried after each six products, which keeps them below 2^62.

import { LIMB_BYTES } from './basefield';
import { ORDER } from './constantsOrder';
import { canonicalBytes, limbsFromBytes } from './convert';
import { carryLimbs } from './digits';
import { reduceColumns } from './orderSums';

const HALF: i64 = 1 << 28;

/** Products after which columns are carried. */
const CARRY_EVERY: usize = 6;

const wide: usize = memory.data(18 * 8, 16);
const result: usize = memory.data(36, 16);

/** columns ← columns + Σ a[k] · b[k] over `count` ≤ CARRY_EVERY elements. The columns come in and go out carried. */
function addProducts(columns: usize, a: usize, b: usize, count: usize): void {
  let t0: i64 = load<i64>(columns, 0);
  let t1: i64 = load<i64>(columns, 8);
  let t2: i64 = load<i64>(columns, 16);
  let t3: i64 = load<i64>(columns, 24);
  let t4: i64 = load<i64>(columns, 32);
  let t5: i64 = load<i64>(columns, 40);
  let t6: i64 = load<i64>(columns, 48);
  let t7: i64 = load<i64>(columns, 56);
  let t8: i64 = load<i64>(columns, 64);
  let t9: i64 = load<i64>(columns, 72);
  let t10: i64 = load<i64>(columns, 80);
  let t11: i64 = load<i64>(columns, 88);
  let t12: i64 = load<i64>(columns, 96);
  let t13: i64 = load<i64>(columns, 104);
  let t14: i64 = load<i64>(columns, 112);
  let t15: i64 = load<i64>(columns, 120);
  let t16: i64 = load<i64>(columns, 128);
  for (; count > 0; count--) {
    const b0: i64 = load<i32>(b, 0);
    const b1: i64 = load<i32>(b, 4);
    const b2: i64 = load<i32>(b, 8);
    const b3: i64 = load<i32>(b, 12);
    const b4: i64 = load<i32>(b, 16);
    const b5: i64 = load<i32>(b, 20);
    const b6: i64 = load<i32>(b, 24);
    const b7: i64 = load<i32>(b, 28);
    const b8: i64 = load<i32>(b, 32);
    let u: i64 = load<i32>(a, 0);
    t0 += u * b0;
    t1 += u * b1;
    t2 += u * b2;
    t3 += u * b3;
    t4 += u * b4;
    t5 += u * b5;
    t6 += u * b6;
    t7 += u * b7;
    t8 += u * b8;
    u = load<i32>(a, 4);
    t1 += u * b0;
    t2 += u * b1;
    t3 += u * b2;
    t4 += u * b3;
    t5 += u * b4;
    t6 += u * b5;
    t7 += u * b6;
    t8 += u * b7;
    t9 += u * b8;
    u = load<i32>(a, 8);
    t2 += u * b0;
    t3 += u * b1;
    t4 += u * b2;
    t5 += u * b3;
    t6 += u * b4;
    t7 += u * b5;
    t8 += u * b6;
    t9 += u * b7;
    t10 += u * b8;
    u = load<i32>(a, 12);
    t3 += u * b0;
    t4 += u * b1;
    t5 += u * b2;
    t6 += u * b3;
    t7 += u * b4;
    t8 += u * b5;
    t9 += u * b6;
    t10 += u * b7;
    t11 += u * b8;
    u = load<i32>(a, 16);
    t4 += u * b0;
    t5 += u * b1;
    t6 += u * b2;
    t7 += u * b3;
    t8 += u * b4;
    t9 += u * b5;
    t10 += u * b6;
    t11 += u * b7;
    t12 += u * b8;
    u = load<i32>(a, 20);
    t5 += u * b0;
    t6 += u * b1;
    t7 += u * b2;
    t8 += u * b3;
    t9 += u * b4;
    t10 += u * b5;
    t11 += u * b6;
    t12 += u * b7;
    t13 += u * b8;
    u = load<i32>(a, 24);
    t6 += u * b0;
    t7 += u * b1;
    t8 += u * b2;
    t9 += u * b3;
    t10 += u * b4;
    t11 += u * b5;
    t12 += u * b6;
    t13 += u * b7;
    t14 += u * b8;
    u = load<i32>(a, 28);
    t7 += u * b0;
    t8 += u * b1;
    t9 += u * b2;
    t10 += u * b3;
    t11 += u * b4;
    t12 += u * b5;
    t13 += u * b6;
    t14 += u * b7;
    t15 += u * b8;
    u = load<i32>(a, 32);
    t8 += u * b0;
    t9 += u * b1;
    t10 += u * b2;
    t11 += u * b3;
    t12 += u * b4;
    t13 += u * b5;
    t14 += u * b6;
    t15 += u * b7;
    t16 += u * b8;
    a += LIMB_BYTES;
    b += LIMB_BYTES;
  }
  let c: i64 = (t0 + HALF) >> 29;
  store<i64>(columns, t0 - (c << 29));
  t1 += c;
  c = (t1 + HALF) >> 29;
  store<i64>(columns, t1 - (c << 29), 8);
  t2 += c;
  c = (t2 + HALF) >> 29;
  store<i64>(columns, t2 - (c << 29), 16);
  t3 += c;
  c = (t3 + HALF) >> 29;
  store<i64>(columns, t3 - (c << 29), 24);
  t4 += c;
  c = (t4 + HALF) >> 29;
  store<i64>(columns, t4 - (c << 29), 32);
  t5 += c;
  c = (t5 + HALF) >> 29;
  store<i64>(columns, t5 - (c << 29), 40);
  t6 += c;
  c = (t6 + HALF) >> 29;
  store<i64>(columns, t6 - (c << 29), 48);
  t7 += c;
  c = (t7 + HALF) >> 29;
  store<i64>(columns, t7 - (c << 29), 56);
  t8 += c;
  c = (t8 + HALF) >> 29;
  store<i64>(columns, t8 - (c << 29), 64);
  t9 += c;
  c = (t9 + HALF) >> 29;
  store<i64>(columns, t9 - (c << 29), 72);
  t10 += c;
  c = (t10 + HALF) >> 29;
  store<i64>(columns, t10 - (c << 29), 80);
  t11 += c;
  c = (t11 + HALF) >> 29;
  store<i64>(columns, t11 - (c << 29), 88);
  t12 += c;
  c = (t12 + HALF) >> 29;
  store<i64>(columns, t12 - (c << 29), 96);
  t13 += c;
  c = (t13 + HALF) >> 29;
  store<i64>(columns, t13 - (c << 29), 104);
  t14 += c;
  c = (t14 + HALF) >> 29;
  store<i64>(columns, t14 - (c << 29), 112);
  t15 += c;
  c = (t15 + HALF) >> 29;
  store<i64>(columns, t15 - (c << 29), 120);
  t16 += c;
  c = (t16 + HALF) >> 29;
  store<i64>(columns, t16 - (c << 29), 128);
  store<i64>(columns, load<i64>(columns, 136) + c, 136);
}

/**
 * transposed[i · rows + k] ← bytes[k · columns + i], in balanced limbs and not in Montgomery form, for canonical elements of
 * 32 bytes.
 */
export function transpose(transposed: usize, bytes: usize, rows: usize, columns: usize): void {
  for (let i: usize = 0; i < columns; i++) {
    for (let k: usize = 0; k < rows; k++) {
      limbsFromBytes(result, bytes + 32 * (k * columns + i));
      carryLimbs(transposed, result);
      transposed += LIMB_BYTES;
    }
  }
}

/**
 * out[j · columns + i] ← Σ_k a[j · inner + k] · b[i · inner + k] for j < rows, i < columns, as canonical bytes. `a` is in
 * Montgomery form, `b` as `transpose` writes it; inner ≤ 1024, so that sums stay within what one reduction handles.
 */
export function multiplyMatrices(
  out: usize,
  a: usize,
  rows: usize,
  b: usize,
  inner: usize,
  columns: usize,
): void {
  for (let i: usize = 0; i < columns; i++) {
    const right = b + LIMB_BYTES * inner * i;
    for (let j: usize = 0; j < rows; j++) {
      const left = a + LIMB_BYTES * inner * j;
      memory.fill(wide, 0, 18 * 8);
      for (let k: usize = 0; k < inner; k += CARRY_EVERY) {
        addProducts(
          wide,
          left + LIMB_BYTES * k,
          right + LIMB_BYTES * k,
          min(inner - k, CARRY_EVERY),
        );
      }
      reduceColumns(result, wide);
      canonicalBytes(out + 32 * (j * columns + i), result, ORDER);
    }
  }
}
