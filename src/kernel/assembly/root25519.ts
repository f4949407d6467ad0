// The power that square roots modulo 2^255 − 19 are taken with. Its exponent is nearly all ones, so that an addition chain spares
// the multiplications of a table of digits.

import {
  mul25519 as mul,
  square25519 as square,
  squareTimes25519 as squareTimes,
} from './field25519';
import { copy } from './limbs';

const two: usize = memory.data(36, 16);
const nine: usize = memory.data(36, 16);
const five: usize = memory.data(36, 16);
const ten: usize = memory.data(36, 16);
const twenty: usize = memory.data(36, 16);
const fifty: usize = memory.data(36, 16);
const hundred: usize = memory.data(36, 16);
const shifted: usize = memory.data(36, 16);

/** out ← a^(2^count) · b; neither is out. */
function shift(out: usize, a: usize, count: i32, b: usize): void {
  squareTimes(out, a, count);
  mul(out, out, b);
}

/** out ← a^((p − 5) / 8) = a^(2^252 − 3); out is not a. Names are exponents, or the n of 2^n − 1 from `five` on. */
export function rootPower25519(out: usize, a: usize): void {
  square(two, a);
  shift(nine, two, 2, a);
  mul(two, two, nine);
  square(five, two);
  mul(five, five, nine);
  shift(ten, five, 5, five);
  shift(twenty, ten, 10, ten);
  shift(shifted, twenty, 20, twenty);
  shift(fifty, shifted, 10, ten);
  shift(hundred, fifty, 50, fifty);
  shift(shifted, hundred, 100, hundred);
  shift(out, shifted, 50, fifty);
  copy(shifted, out);
  shift(out, shifted, 2, a);
}

/** Wipes what a power left behind. */
export function wipeRootPower(): void {
  memory.fill(two, 0, 36);
  memory.fill(nine, 0, 36);
  memory.fill(five, 0, 36);
  memory.fill(ten, 0, 36);
  memory.fill(twenty, 0, 36);
  memory.fill(fifty, 0, 36);
  memory.fill(hundred, 0, 36);
  memory.fill(shifted, 0, 36);
}
