// Powers, inverses and canonical bytes in the base field. Exponents are public constants.

import { LIMB_BYTES, mul, square } from './basefield';
import { INVERSION_EXPONENT, MODULUS, ONE, PLAIN_ONE } from './constants';
import { canonicalBytes } from './convert';
import { copy } from './limbs';

const table: usize = memory.data(16 * 36, 16);
const scratch: usize = memory.data(36, 16);

/** out ← base^exponent for four 64-bit words of exponent, four bits at a time; out may be base. */
export function power(out: usize, base: usize, exponent: usize): void {
  copy(table, ONE);
  for (let i: usize = 1; i < 16; i++) {
    mul(table + i * LIMB_BYTES, table + (i - 1) * LIMB_BYTES, base);
  }
  copy(out, ONE);
  let started = false;
  for (let bit: i32 = 252; bit >= 0; bit -= 4) {
    const digit = <usize>((load<u64>(exponent + ((bit >> 6) << 3)) >> (bit & 63)) & 15);
    if (started) {
      for (let i = 0; i < 4; i++) square(out, out);
    }
    if (digit) {
      mul(out, out, table + digit * LIMB_BYTES);
      started = true;
    }
  }
}

/** out ← 1 / a, or 0 for a = 0; out may be a. */
export function invert(out: usize, a: usize): void {
  power(out, a, INVERSION_EXPONENT);
}

/** Writes the canonical 32 bytes of a (in Montgomery form). */
export function toBytes(out: usize, a: usize): void {
  mul(scratch, a, PLAIN_ONE);
  canonicalBytes(out, scratch, MODULUS);
}
