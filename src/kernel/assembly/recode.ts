// Recoding of scalars into signed digits for the multi-scalar multiplication: `windows` digits of w
// bits with magnitude up to 2^(w−1), written as 16-bit integers, lowest window first, `count` in
// each window.

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
  const half: i32 = 1 << (w - 1);
  const mask: u64 = (1 << (<u64>w)) - 1;
  for (let i: usize = 0; i < count; i++) {
    const element = elements + 32 * i;
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
      store<i16>(digits + 2 * (count * t + i), <i16>(digit - (carry << w)));
    }
  }
}
