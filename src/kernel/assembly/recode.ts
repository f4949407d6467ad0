// Recoding of scalars into signed digits for the multi-scalar multiplication: `windows` digits of w
// bits with magnitude up to 2^(w−1), written as 16-bit integers, lowest window first, `count` in
// each window.

import { HALF_ORDER, ORDER_WORDS_25519 } from './constants25519';
import { isBelow } from './convert';

const rest: usize = memory.data(32, 16);

/**
 * Recodes 32-bit integers. The caller chooses w and `windows` such that the topmost digit is in
 * range too.
 */
export function recodeValues(
  digits: usize,
  values: usize,
  count: usize,
  w: i32,
  windows: i32,
): void {
  const half: i64 = 1 << (i64(w) - 1);
  const mask: i64 = (1 << (<i64>w)) - 1;
  // Adding half a window to each but the topmost makes all digits non-negative fields at once.
  let bias: i64 = 0;
  for (let t = 0; t < windows - 1; t++) bias += half << i64(w * t);
  for (let t = 0; t < windows; t++) {
    const row = digits + 2 * count * t;
    const shift = i64(w * t);
    const top = t == windows - 1;
    for (let i: usize = 0; i < count; i++) {
      const field = (<i64>load<i32>(values + 4 * i) + bias) >> shift;
      store<i16>(row + 2 * i, <i16>(top ? field : (field & mask) - half));
    }
  }
}

/** Digits of integers of 32 bytes; w · windows is at least their bits and one. */
export function recodeElements(
  digits: usize,
  elements: usize,
  count: usize,
  w: i32,
  windows: i32,
): void {
  for (let i: usize = 0; i < count; i++) {
    recode(digits + 2 * i, elements + 32 * i, count, w, windows, 1);
  }
}

/**
 * Digits of public scalars of ristretto255, each of s or of s − L, whichever is smaller in magnitude: below 2^251 + 2^124, so that
 * w · windows need not be more than 252. The topmost digit then gets no carry where it is already 2^(w−1), as zeros follow.
 */
export function recodeScalars(
  digits: usize,
  scalars: usize,
  count: usize,
  w: i32,
  windows: i32,
): void {
  for (let i: usize = 0; i < count; i++) {
    const scalar = scalars + 32 * i;
    if (isBelow(scalar, HALF_ORDER)) recode(digits + 2 * i, scalar, count, w, windows, 1);
    else {
      subtractWords(rest, ORDER_WORDS_25519, scalar);
      recode(digits + 2 * i, rest, count, w, windows, -1);
    }
  }
}

/** out ← a − b, for integers of four 64-bit words with b ≤ a. */
function subtractWords(out: usize, a: usize, b: usize): void {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < 32; i += 8) {
    const from = load<u64>(a + i);
    const word = load<u64>(b + i);
    store<u64>(out + i, from - word - borrow);
    borrow = (<u64>(from < word)) | ((<u64>(from == word)) & borrow);
  }
}

/** The digits of one integer times a sign, `stride` digits apart. */
function recode(
  digits: usize,
  element: usize,
  stride: usize,
  w: i32,
  windows: i32,
  sign: i32,
): void {
  const half: i32 = 1 << (w - 1);
  const mask: u64 = (1 << (<u64>w)) - 1;
  let carry: i32 = 0;
  for (let t = 0; t < windows; t++) {
    const bit = w * t;
    const word = bit >> 6;
    let field: u64 = 0;
    if (word < 4) {
      field = load<u64>(element + 8 * word) >> (bit & 63);
      if (word < 3 && (bit & 63) + w > 64) {
        field |= load<u64>(element + 8 * word, 8) << (64 - (bit & 63));
      }
    }
    const digit = <i32>(field & mask) + carry;
    carry = digit > half ? 1 : 0;
    store<i16>(digits + 2 * stride * t, <i16>(sign * (digit - (carry << w))));
  }
}
