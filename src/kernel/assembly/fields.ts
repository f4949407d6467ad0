// The two base fields, distinguished at compile time by a type argument, so that one group law, one
// exponentiation and one multiplication by a secret scalar serve both curves: each is compiled once
// for each field, without branches.

import { mul as mulBabyJubjub, square as squareBabyJubjub } from './basefield';
import { MODULUS, ONE, PLAIN_ONE, TWO_D } from './constants';
import { MODULUS_25519, ONE_25519, TWO_D_25519 } from './constants25519';
import { canonicalBytes, reduce25519 } from './convert';
import { mul25519, square25519 } from './field25519';

/** The base field of Baby Jubjub. Only the size of the type is used. */
export type BabyJubjub = u8;

/** The field of integers modulo 2^255 − 19, the base field of edwards25519. */
export type Curve25519 = u16;

const scratch: usize = memory.data(36, 16);

/** out ← a · b; a Montgomery product in the base field of Baby Jubjub. */
export function mul<F>(out: usize, a: usize, b: usize): void {
  if (sizeof<F>() == sizeof<BabyJubjub>()) mulBabyJubjub(out, a, b);
  else mul25519(out, a, b);
}

/** out ← a². */
export function square<F>(out: usize, a: usize): void {
  if (sizeof<F>() == sizeof<BabyJubjub>()) squareBabyJubjub(out, a);
  else square25519(out, a);
}

/** The address of 1. */
export function one<F>(): usize {
  return sizeof<F>() == sizeof<BabyJubjub>() ? ONE : ONE_25519;
}

/** The address of 2·d, for the curve −x² + y² = 1 + d·x²·y². */
export function twoD<F>(): usize {
  return sizeof<F>() == sizeof<BabyJubjub>() ? TWO_D : TWO_D_25519;
}

/** Writes a product as 32 canonical bytes. No branch depends on the value. */
export function toBytes<F>(out: usize, a: usize): void {
  if (sizeof<F>() == sizeof<BabyJubjub>()) {
    mulBabyJubjub(scratch, a, PLAIN_ONE);
    canonicalBytes(out, scratch, MODULUS);
  } else {
    reduce25519(scratch, a);
    canonicalBytes(out, scratch, MODULUS_25519);
  }
}
