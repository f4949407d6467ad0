// Conversion between nine limbs of 29 bits, for R = 2^261, and five of 51 bits, for R′ = 2^255.
// Points in extended coordinates only change their limbs: that R differs is a factor that all four
// coordinates share.

import { ENTER_PAIR } from './constants';
import { multiply, PAIR_BYTES } from './field';

/** Size of an affine summand in limbs of 51 bits. */
export const HALVED_BYTES: usize = 120;

const pair: usize = memory.data(80, 16);
const columns: usize = memory.data(72, 16);

/** Writes nine limbs of up to 30 bits as balanced limbs of 51 bits, into one lane at `out`. */
function widen(out: usize, limbs: usize): void {
  let carry: i64 = 0;
  let bit: i64 = 0;
  let at: usize = 0;
  for (let j: usize = 0; j < 36; j += 4) {
    const limb: i64 = load<i32>(limbs + j);
    if (bit <= 22 || at == 64) {
      carry += limb << bit;
      bit += 29;
    } else {
      // The lower bits belong to this limb, the others to the next.
      const room = 51 - bit;
      carry += (limb & ((1 << room) - 1)) << bit;
      const low = (carry << 13) >> 13;
      store<f64>(out + at, <f64>low);
      carry = ((carry - low) >> 51) + (limb >> room);
      bit = 29 - room;
      at += 16;
    }
  }
  store<f64>(out + at, <f64>carry);
}

/** Writes one lane of a product, at `limbs`, as nine balanced limbs of 29 bits. */
function narrow(out: usize, limbs: usize): void {
  memory.fill(columns, 0, 72);
  let bit: i64 = 0;
  let at: usize = columns;
  for (let i: usize = 0; i < PAIR_BYTES; i += 16) {
    const limb = <i64>load<f64>(limbs + i);
    // 25 bits of the limb, and the other 26.
    store<i64>(at, load<i64>(at) + ((limb & 0x1ffffff) << bit));
    bit += 25;
    if (bit >= 29) {
      bit -= 29;
      at += 8;
    }
    store<i64>(at, load<i64>(at) + ((limb >> 25) << bit));
    bit += 26;
    if (bit >= 29) {
      bit -= 29;
      at += 8;
    }
  }
  let carry: i64 = 0;
  for (let j: usize = 0; j < 8; j++) {
    carry += load<i64>(columns + 8 * j);
    const low = (carry << 35) >> 35;
    store<i32>(out + 4 * j, <i32>low);
    carry = (carry - low) >> 29;
  }
  store<i32>(out, <i32>(load<i64>(columns, 64) + carry), 32);
}

/** Converts `count` affine summands, as written by `readAffine`, to halved ones. */
export function enterPairs(out: usize, summands: usize, count: usize): void {
  const elements: usize = 3 * count;
  for (let i: usize = 0; i < elements; i += 2) {
    // An odd last one fills both lanes.
    const other = i + 1 < elements ? i + 1 : i;
    widen(pair, summands + 36 * i);
    widen(pair + 8, summands + 36 * other);
    multiply(pair, pair, ENTER_PAIR);
    for (let k: usize = 0; k < 5; k++) {
      store<f64>(out + 40 * i + 8 * k, load<f64>(pair + 16 * k));
      store<f64>(out + 40 * other + 8 * k, load<f64>(pair + 16 * k + 8));
    }
  }
}

/** Writes one lane of a pair of points as an extended point in limbs of 29 bits. */
export function leavePairs(out: usize, points: usize, lane: usize): void {
  for (let i: usize = 0; i < 4; i++) narrow(out + 36 * i, points + PAIR_BYTES * i + 8 * lane);
}
