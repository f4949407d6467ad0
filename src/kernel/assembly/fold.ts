// Folding of rows with powers of a challenge, over F_ℓ in Montgomery form (R = 2^261, nine balanced
// limbs of 29 bits as in basefield.ts). Values and challenge are public.
//
// A power keeps its factor R, a value of 53 bits is split into two limbs, and products are
// accumulated in eleven 64-bit columns. One Montgomery reduction at the end removes R; nothing else
// is multiplied or reduced.

import { ENTER_ORDER, ONE_ORDER, ORDER } from './constantsOrder';
import { canonicalBytes, limbsFromBytes } from './convert';
import { mulOrder } from './orderField';
import { balanced, reduceColumns } from './orderSums';

/** Size of the columns of one sum, in bytes. */
export const COLUMNS_BYTES: usize = 88;

/** Number of rows after which columns are carried: each row adds less than 2^56.1 to a column. */
const CARRY_EVERY: usize = 64;

const wide: usize = memory.data(18 * 8, 16);
const base: usize = memory.data(36, 16);
const result: usize = memory.data(36, 16);

/** Starts a fold: power ← 1, and the challenge (32 canonical bytes) in Montgomery form. */
export function startFold(power: usize, challenge: usize, challengeBytes: usize): void {
  limbsFromBytes(base, challengeBytes);
  mulOrder(challenge, base, ENTER_ORDER);
  memory.copy(power, ONE_ORDER, 36);
}

/** columns[i] ← columns[i] + power · values[i]. Returns false if a value is not a safe integer. */
function addRow(columns: usize, power: usize, values: usize, count: usize): bool {
  const p0: i64 = load<i32>(power);
  const p1: i64 = load<i32>(power, 4);
  const p2: i64 = load<i32>(power, 8);
  const p3: i64 = load<i32>(power, 12);
  const p4: i64 = load<i32>(power, 16);
  const p5: i64 = load<i32>(power, 20);
  const p6: i64 = load<i32>(power, 24);
  const p7: i64 = load<i32>(power, 28);
  const p8: i64 = load<i32>(power, 32);
  for (let i: usize = 0; i < count; i++) {
    const float = load<f64>(values + 8 * i);
    if (!(Math.abs(float) <= 9007199254740991)) return false;
    const value = <i64>float;
    if (<f64>value != float) return false;
    const v = balanced(value);
    store<i64>(columns, load<i64>(columns) + v * p0);
    store<i64>(columns, load<i64>(columns, 8) + v * p1, 8);
    store<i64>(columns, load<i64>(columns, 16) + v * p2, 16);
    store<i64>(columns, load<i64>(columns, 24) + v * p3, 24);
    store<i64>(columns, load<i64>(columns, 32) + v * p4, 32);
    store<i64>(columns, load<i64>(columns, 40) + v * p5, 40);
    store<i64>(columns, load<i64>(columns, 48) + v * p6, 48);
    store<i64>(columns, load<i64>(columns, 56) + v * p7, 56);
    store<i64>(columns, load<i64>(columns, 64) + v * p8, 64);
    const u = (value - v) >> 29;
    if (u != 0) {
      store<i64>(columns, load<i64>(columns, 8) + u * p0, 8);
      store<i64>(columns, load<i64>(columns, 16) + u * p1, 16);
      store<i64>(columns, load<i64>(columns, 24) + u * p2, 24);
      store<i64>(columns, load<i64>(columns, 32) + u * p3, 32);
      store<i64>(columns, load<i64>(columns, 40) + u * p4, 40);
      store<i64>(columns, load<i64>(columns, 48) + u * p5, 48);
      store<i64>(columns, load<i64>(columns, 56) + u * p6, 56);
      store<i64>(columns, load<i64>(columns, 64) + u * p7, 64);
      store<i64>(columns, load<i64>(columns, 72) + u * p8, 72);
    }
    columns += COLUMNS_BYTES;
  }
  return true;
}

/** Carries columns into 29 bits each, except the last, which keeps the rest. */
function carryColumns(columns: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    let carry: i64 = 0;
    for (let k: usize = 0; k < 10; k++) {
      carry += load<i64>(columns + 8 * k);
      const limb = balanced(carry);
      store<i64>(columns + 8 * k, limb);
      carry = (carry - limb) >> 29;
    }
    store<i64>(columns, load<i64>(columns, 80) + carry, 80);
    columns += COLUMNS_BYTES;
  }
}

/**
 * Adds `rows` rows of `count` values, each multiplied by the next power, and leaves `power` at the
 * one after them. Columns must be carried before, and are carried afterwards. Returns false if a
 * value is not a safe integer.
 */
export function addRows(
  columns: usize,
  power: usize,
  challenge: usize,
  values: usize,
  rows: usize,
  count: usize,
): bool {
  for (let j: usize = 0; j < rows; j++) {
    if (!addRow(columns, power, values + 8 * j * count, count)) return false;
    mulOrder(power, power, challenge);
    if ((j + 1) % CARRY_EVERY == 0) carryColumns(columns, count);
  }
  carryColumns(columns, count);
  return true;
}

/** Writes the sums as canonical elements of 32 bytes. */
export function finishFold(out: usize, columns: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    memory.fill(wide, 0, 18 * 8);
    memory.copy(wide, columns + i * COLUMNS_BYTES, COLUMNS_BYTES);
    reduceColumns(result, wide);
    canonicalBytes(out + 32 * i, result, ORDER);
  }
}
