// Sums over F_ℓ that are carried and reduced once at the end: nine 64-bit columns, to which the
// limbs of elements are added. Limbs of products are below 2^28 in magnitude, so up to 2^34 of them
// may be added.

import { ENTER_ORDER, ORDER, ORDER_INVERSE } from './constantsOrder';
import { mulOrder } from './orderField';

/** Size of one sum in bytes. */
export const SUM_BYTES: usize = 72;

const wide: usize = memory.data(18 * 8, 16);

/** The lowest 29 bits as a balanced residue, in [−2^28, 2^28). */
export function balanced(value: i64): i64 {
  return (value << 35) >> 35;
}

/**
 * out ← Σ wide_i · 2^(29·i) / R mod ℓ over 18 columns, in balanced limbs, within ±0.6·ℓ. Overwrites
 * the columns.
 */
export function reduceColumns(out: usize, columns: usize): void {
  for (let i: usize = 0; i < 9; i++) {
    const column = columns + 8 * i;
    const m = balanced(load<i64>(column) * ORDER_INVERSE);
    for (let j: usize = 0; j < 9; j++) {
      const target = column + 8 * j;
      store<i64>(target, load<i64>(target) - m * <i64>load<i32>(ORDER + 4 * j));
    }
    store<i64>(column, load<i64>(column, 8) + (load<i64>(column) >> 29), 8);
  }
  let carry: i64 = 0;
  for (let i: usize = 0; i < 8; i++) {
    carry += load<i64>(columns + 8 * (9 + i));
    const limb = balanced(carry);
    store<i32>(out + 4 * i, <i32>limb);
    carry = (carry - limb) >> 29;
  }
  store<i32>(out, <i32>(carry + load<i64>(columns, 8 * 17)), 32);
}

/** sum ← sum + element. */
export function addToSum(sum: usize, element: usize): void {
  store<i64>(sum, load<i64>(sum) + <i64>load<i32>(element));
  store<i64>(sum, load<i64>(sum, 8) + <i64>load<i32>(element, 4), 8);
  store<i64>(sum, load<i64>(sum, 16) + <i64>load<i32>(element, 8), 16);
  store<i64>(sum, load<i64>(sum, 24) + <i64>load<i32>(element, 12), 24);
  store<i64>(sum, load<i64>(sum, 32) + <i64>load<i32>(element, 16), 32);
  store<i64>(sum, load<i64>(sum, 40) + <i64>load<i32>(element, 20), 40);
  store<i64>(sum, load<i64>(sum, 48) + <i64>load<i32>(element, 24), 48);
  store<i64>(sum, load<i64>(sum, 56) + <i64>load<i32>(element, 28), 56);
  store<i64>(sum, load<i64>(sum, 64) + <i64>load<i32>(element, 32), 64);
}

/** out ← the sum as an element in Montgomery form. */
export function settleSum(out: usize, sum: usize): void {
  memory.fill(wide, 0, 18 * 8);
  memory.copy(wide, sum, SUM_BYTES);
  reduceColumns(out, wide);
  mulOrder(out, out, ENTER_ORDER);
}

/** elements[i] ← sums[i], for `count` sums */
export function settleSums(elements: usize, sums: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) settleSum(elements + 36 * i, sums + SUM_BYTES * i);
}
