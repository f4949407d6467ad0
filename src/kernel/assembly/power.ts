// Exponentiation and inversion. Exponents are public constants.

import { LIMB_BYTES } from './basefield';
import { INVERSION_EXPONENT } from './constants';
import { BabyJubjub, mul, one, square } from './fields';
import { copy } from './limbs';

const table: usize = memory.data(16 * 36, 16);

/**
 * out ← base^exponent, for an exponent of four 64-bit words, four bits at a time; out may be base.
 */
export function power<F>(out: usize, base: usize, exponent: usize): void {
  copy(table, one<F>());
  for (let i: usize = 1; i < 16; i++) {
    mul<F>(table + i * LIMB_BYTES, table + (i - 1) * LIMB_BYTES, base);
  }
  copy(out, one<F>());
  let started = false;
  for (let bit: i32 = 252; bit >= 0; bit -= 4) {
    const digit = <usize>((load<u64>(exponent + ((bit >> 6) << 3)) >> (bit & 63)) & 15);
    if (started) {
      for (let i = 0; i < 4; i++) square<F>(out, out);
    }
    if (digit) {
      mul<F>(out, out, table + digit * LIMB_BYTES);
      started = true;
    }
  }
}

/** out ← 1 / a in the base field of Baby Jubjub, or 0 if a = 0; out may be a. */
export function invert(out: usize, a: usize): void {
  power<BabyJubjub>(out, a, INVERSION_EXPONENT);
}
