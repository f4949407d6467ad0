// Validation of Ed25519 public keys (RFC 8032 §5.1.3): decoding, and membership in the prime-order
// subgroup. Keys are public, so this is variable time.

import { D_25519, HALF_ORDER, MODULUS_WORDS_25519, ONE_25519, SQRT_M1 } from './constants25519';
import { isBelow, limbsFromBytes } from './convert';
import { double, T, Y, Z } from './curve';
import { mul25519 as mul, square25519 as square } from './field25519';
import { Curve25519, toBytes } from './fields';
import { add, copy, negate, subtract } from './limbs';
import { rootPower25519 } from './root25519';
import { fillTable, multiply } from './scalar';

const u: usize = memory.data(36, 16);
const v: usize = memory.data(36, 16);
const w: usize = memory.data(36, 16);
const check: usize = memory.data(36, 16);
const bytes: usize = memory.data(32, 16);

const point: usize = memory.data(144, 16);
const product: usize = memory.data(144, 16);
const table: usize = memory.data(16 * 144, 16);

function isZero(a: usize): bool {
  toBytes<Curve25519>(bytes, a);
  return (
    (load<u64>(bytes) | load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24)) == 0
  );
}

/** Decodes a point. Returns false if the encoding is not canonical or not on the curve. */
function decode(encoding: usize): bool {
  memory.copy(bytes, encoding, 32);
  const sign = load<u8>(bytes, 31) >> 7;
  store<u8>(bytes, load<u8>(bytes, 31) & 0x7f, 31);
  if (!isBelow(bytes, MODULUS_WORDS_25519)) return false;
  limbsFromBytes(point + Y, bytes);
  // x² = u / v with u = y² − 1 and v = d·y² + 1; x = u·v³ · (u·v⁷)^((p − 5) / 8) up to √−1.
  square(w, point + Y);
  subtract(u, w, ONE_25519);
  mul(v, w, D_25519);
  add(v, v, ONE_25519);
  square(w, v);
  mul(w, w, v);
  mul(check, w, u);
  square(w, w);
  mul(w, w, v);
  mul(w, w, u);
  rootPower25519(point, w);
  mul(point, point, check);
  square(check, point);
  mul(check, check, v);
  subtract(w, check, u);
  if (!isZero(w)) {
    add(w, check, u);
    if (!isZero(w)) return false;
    mul(point, point, SQRT_M1);
  }
  toBytes<Curve25519>(bytes, point);
  if ((load<u8>(bytes) & 1) != sign) {
    // 0 has no negative.
    if (isZero(point)) return false;
    negate(point, point);
  }
  mul(point + T, point, point + Y);
  copy(point + Z, ONE_25519);
  return true;
}

/** Whether L · point is the identity: if and only if 2 · ((L + 1) / 2 · point) = point. */
function isTorsionFree(): bool {
  fillTable<Curve25519>(table, point);
  multiply<Curve25519>(product, table, HALF_ORDER);
  double<Curve25519>(product);
  mul(w, point, product + Z);
  subtract(w, w, product);
  mul(u, point + Y, product + Z);
  subtract(u, u, product + Y);
  return isZero(w) && isZero(u);
}

/**
 * Whether each of `count` encodings of 32 bytes is a point of the prime-order subgroup other than
 * the identity.
 */
export function areEd25519Keys(encodings: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!decode(encodings + 32 * i) || isZero(point) || !isTorsionFree()) return false;
  }
  return true;
}
