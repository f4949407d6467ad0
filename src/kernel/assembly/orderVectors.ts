// Vectors over F_ℓ in Montgomery form, nine limbs for each element. Results are balanced (limbs
// below 2^28 in magnitude) and within ±0.6·ℓ unless a comment says otherwise, so that a few of them
// may be added before the next multiplication.

import { LIMB_BYTES } from './basefield';
import { ENTER_ORDER, ONE_ORDER, ORDER } from './constantsOrder';
import { PLAIN_ONE } from './constants';
import { canonicalBytes, limbsFromBytes } from './convert';
import { add, copy, subtract } from './limbs';
import { mulOrder, squareOrder } from './orderField';
import { addToSum, settleSum, SUM_BYTES } from './orderSums';

const x: usize = memory.data(36, 16);
const sum: usize = memory.data(72, 16);

/** elements ← canonical bytes, converted to Montgomery form */
export function enterOrder(elements: usize, bytes: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    limbsFromBytes(x, bytes + 32 * i);
    mulOrder(elements + LIMB_BYTES * i, x, ENTER_ORDER);
  }
}

/** bytes ← elements, canonical */
export function leaveOrder(bytes: usize, elements: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    mulOrder(x, elements + LIMB_BYTES * i, PLAIN_ONE);
    canonicalBytes(bytes + 32 * i, x, ORDER);
  }
}

/** elements[i] ← elements[i] · factor. */
export function scaleOrder(elements: usize, factor: usize, count: usize): void {
  const end = elements + LIMB_BYTES * count;
  for (; elements < end; elements += LIMB_BYTES) mulOrder(elements, elements, factor);
}

/** out[i] ← a[i] · factor + b[i]. */
export function combineOrder(out: usize, a: usize, factor: usize, b: usize, count: usize): void {
  const end = out + LIMB_BYTES * count;
  for (; out < end; out += LIMB_BYTES) {
    mulOrder(x, a, factor);
    add(x, x, b);
    mulOrder(out, x, ONE_ORDER);
    a += LIMB_BYTES;
    b += LIMB_BYTES;
  }
}

/** out ← Σ a[i] · b[i]. */
export function dotOrder(out: usize, a: usize, b: usize, count: usize): void {
  memory.fill(sum, 0, SUM_BYTES);
  for (let i: usize = 0; i < count; i++) {
    mulOrder(x, a + LIMB_BYTES * i, b + LIMB_BYTES * i);
    addToSum(sum, x);
  }
  settleSum(out, sum);
}

/** out[i · columns + j] ← a[i] · b[j]. */
export function outerOrder(out: usize, a: usize, rows: usize, b: usize, columns: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      mulOrder(out, a + LIMB_BYTES * i, b + LIMB_BYTES * j);
      out += LIMB_BYTES;
    }
  }
}

/**
 * out[i] ← scale · Π_t (bit t of i ? point[t] : 1 − point[t]) for i < 2^variables: the table of
 * eq(point, ·) times a factor, lowest bit first. `scale` must not be in `out`.
 */
export function equalityTable(out: usize, scale: usize, point: usize, variables: i32): void {
  copy(out, scale);
  for (let t = 0; t < variables; t++) {
    const size: usize = 1 << t;
    const upper = out + LIMB_BYTES * size;
    for (let i: usize = 0; i < size; i++) {
      const entry = out + LIMB_BYTES * i;
      mulOrder(upper + LIMB_BYTES * i, entry, point + LIMB_BYTES * t);
      subtract(x, entry, upper + LIMB_BYTES * i);
      mulOrder(entry, x, ONE_ORDER);
    }
  }
}

/** table[v] ← Σ coefficients[k] over the set bits k of v, for v < 2^bits */
export function subsetSums(table: usize, coefficients: usize, bits: i32): void {
  memory.fill(table, 0, LIMB_BYTES);
  for (let k = 0; k < bits; k++) {
    const size: usize = 1 << k;
    for (let v: usize = 0; v < size; v++) {
      add(x, table + LIMB_BYTES * v, coefficients + LIMB_BYTES * k);
      mulOrder(table + LIMB_BYTES * (size + v), x, ONE_ORDER);
    }
  }
}

/**
 * Multiplies an element by another `rounds` times, or squares it if `factor` is 0; for benchmarks.
 */
export function repeatOrder(element: usize, factor: usize, rounds: usize): void {
  for (let i: usize = 0; i < rounds; i++) {
    if (factor == 0) squareOrder(element, element);
    else mulOrder(element, element, factor);
  }
}
