// ristretto255 (RFC 9496): decoding to and encoding of points of edwards25519, and products with
// secret scalars. Nothing here branches on a scalar or a product; whether an encoding is valid is
// public.

import { LIMB_BYTES } from './basefield';
import {
  D_25519,
  INVSQRT_A_MINUS_D,
  MODULUS_WORDS_25519,
  ONE_25519,
  ORDER_WORDS_25519,
  SQRT_M1,
  TWO_D_25519,
} from './constants25519';
import { isBelow, limbsFromBytes } from './convert';
import { AFFINE_BYTES, EXTENDED_BYTES, setIdentity, T, Y, Z } from './curve';
import { mul25519 as mul, square25519 as square } from './field25519';
import { Curve25519, toBytes } from './fields';
import { add, copy, negate, subtract } from './limbs';
import { rootPower25519, wipeRootPower } from './root25519';
import { fillComb, fillTable, multiply, multiplyByComb, TABLE_BYTES } from './scalar';

const root: usize = memory.data(36, 16);
const ratio: usize = memory.data(36, 16);
const check: usize = memory.data(36, 16);
const other: usize = memory.data(36, 16);
const s: usize = memory.data(36, 16);
const u1: usize = memory.data(36, 16);
const u2: usize = memory.data(36, 16);
const u3: usize = memory.data(36, 16);
const v: usize = memory.data(36, 16);
const x: usize = memory.data(36, 16);
const y: usize = memory.data(36, 16);
const bytes: usize = memory.data(32, 16);

const point: usize = memory.data(144, 16);
const product: usize = memory.data(144, 16);
const table: usize = memory.data(16 * 144, 16);
const teeth: usize = memory.data(4 * 144, 16);

/** Number of products of one point from which a comb is faster, including its table. */
const WORTH_COMB: usize = 3;

/** Returns 1 if a is negative, which means odd (RFC 9496 §3.1), otherwise 0. */
function isNegative(a: usize): i32 {
  toBytes<Curve25519>(bytes, a);
  return (<i32>load<u8>(bytes)) & 1;
}

/** Returns 1 if a = 0, otherwise 0. */
function isZero(a: usize): i32 {
  toBytes<Curve25519>(bytes, a);
  const bits = load<u64>(bytes) | load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24);
  // The topmost bit of bits | −bits is set unless bits is 0.
  return <i32>(1 ^ ((bits | (0 - bits)) >> 63));
}

/** out ← a if `condition` is 1; unchanged if it is 0. */
function select(out: usize, a: usize, condition: i32): void {
  for (let i: usize = 0; i < LIMB_BYTES; i += 4) {
    const kept = load<i32>(out + i);
    store<i32>(out + i, kept ^ ((kept ^ load<i32>(a + i)) & -condition));
  }
}

/** a ← |a|, the one of a and −a that is not negative */
function makeAbsolute(a: usize): void {
  negate(other, a);
  select(a, other, isNegative(a));
}

/**
 * root ← √(1 / a), not negative, and returns 1; or √(√−1 / a) and returns 0 if a is not a square;
 * or 0 and returns 0 if a = 0 (RFC 9496 §4.2).
 */
function inverseRoot(a: usize): i32 {
  // r = a³ · (a⁷)^((p − 5) / 8)
  square(check, a);
  mul(ratio, check, a);
  square(check, ratio);
  mul(check, check, a);
  rootPower25519(root, check);
  mul(root, root, ratio);
  // a · r² is 1, −1, √−1 or −√−1.
  square(check, root);
  mul(check, check, a);
  subtract(other, check, ONE_25519);
  const right = isZero(other);
  add(other, check, ONE_25519);
  const flipped = isZero(other);
  add(other, check, SQRT_M1);
  const flippedRoot = isZero(other);
  mul(other, root, SQRT_M1);
  select(root, other, flipped | flippedRoot);
  makeAbsolute(root);
  return right | flipped;
}

/** Decodes an element (RFC 9496 §4.3.1). Returns false if the encoding is not valid. */
function decode(out: usize, encoding: usize): bool {
  if (!isBelow(encoding, MODULUS_WORDS_25519) || load<u8>(encoding) & 1) return false;
  limbsFromBytes(s, encoding);
  square(x, s);
  subtract(u1, ONE_25519, x);
  add(u2, ONE_25519, x);
  square(u3, u2);
  // v = −(d · u1²) − u2²
  square(v, u1);
  mul(v, v, D_25519);
  add(v, v, u3);
  negate(v, v);
  mul(x, v, u3);
  const wasSquare = inverseRoot(x);
  // root is the inverse square root: its product with u2, and with that and v, are the denominators
  // of x and y.
  mul(x, root, u2);
  mul(y, root, x);
  mul(y, y, v);
  mul(y, y, u1);
  add(s, s, s);
  mul(x, x, s);
  makeAbsolute(x);
  copy(out, x);
  copy(out + Y, y);
  mul(out + T, x, y);
  copy(out + Z, ONE_25519);
  return wasSquare == 1 && isNegative(out + T) == 0 && isZero(y) == 0;
}

/** Encodes an element (RFC 9496 §4.3.2). */
function encode(out: usize, a: usize): void {
  add(u1, a + Z, a + Y);
  subtract(u2, a + Z, a + Y);
  mul(u1, u1, u2);
  mul(u2, a, a + Y);
  square(u3, u2);
  mul(u3, u3, u1);
  inverseRoot(u3);
  // u1, u2 ← the two denominators; v ← 1 / Z.
  mul(u1, u1, root);
  mul(u2, u2, root);
  mul(v, u1, u2);
  mul(v, v, a + T);
  mul(u3, a + T, v);
  const rotate = isNegative(u3);
  copy(x, a);
  copy(y, a + Y);
  mul(s, a + Y, SQRT_M1);
  select(x, s, rotate);
  mul(s, a, SQRT_M1);
  select(y, s, rotate);
  mul(s, u1, INVSQRT_A_MINUS_D);
  select(u2, s, rotate);
  mul(u3, x, v);
  negate(other, y);
  select(y, other, isNegative(u3));
  subtract(s, a + Z, y);
  mul(s, s, u2);
  makeAbsolute(s);
  toBytes<Curve25519>(out, s);
}

/** Whether all of `count` encodings of 32 bytes are valid. */
export function areRistrettoEncodings(encodings: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!decode(point, encodings + 32 * i)) return false;
  }
  return true;
}

/** Whether all of `count` scalars of 32 bytes are below L. For secret ones, too: all but one in 2^125 differ from L in the first word. */
export function areScalars25519(scalars: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!isBelow(scalars + 32 * i, ORDER_WORDS_25519)) return false;
  }
  return true;
}

/** Writes `count` elements as affine summands (see curve.ts); false where an encoding is not valid. */
export function readRistretto(out: usize, encodings: usize, count: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!decode(point, encodings + 32 * i)) return false;
    const summand = out + AFFINE_BYTES * i;
    subtract(summand, point + Y, point);
    add(summand + LIMB_BYTES, point + Y, point);
    mul(summand + 2 * LIMB_BYTES, point + T, TWO_D_25519);
  }
  return true;
}

/** sum ← the identity of edwards25519. */
export function setIdentity25519(sum: usize): void {
  setIdentity<Curve25519>(sum);
}

/** Writes the encoding of the element that an extended point stands for. */
export function writeRistretto(out: usize, sum: usize): void {
  encode(out, sum);
}

/** Writes the encodings of scalar · point for `count` pairs; false where an encoding is not valid. */
export function multiplyRistretto(
  out: usize,
  encodings: usize,
  scalars: usize,
  count: usize,
): bool {
  for (let i: usize = 0; i < count; i++) {
    if (!decode(point, encodings + 32 * i)) return false;
    fillTable<Curve25519>(table, point);
    multiply<Curve25519>(product, table, scalars + 32 * i);
    encode(out + 32 * i, product);
  }
  wipe();
  return true;
}

/**
 * Writes the encodings of scalar · element for one element and `count` scalars. Returns false if
 * the encoding is not valid.
 */
export function multiplyRistrettoByEach(
  out: usize,
  encoding: usize,
  scalars: usize,
  count: usize,
): bool {
  if (!decode(point, encoding)) return false;
  const comb = count >= WORTH_COMB;
  if (comb) fillComb<Curve25519>(table, teeth, point);
  else fillTable<Curve25519>(table, point);
  for (let i: usize = 0; i < count; i++) {
    if (comb) multiplyByComb<Curve25519>(product, table, scalars + 32 * i);
    else multiply<Curve25519>(product, table, scalars + 32 * i);
    encode(out + 32 * i, product);
  }
  wipe();
  return true;
}

/** Wipes all intermediate results of a product. */
function wipe(): void {
  memory.fill(product, 0, EXTENDED_BYTES);
  memory.fill(table, 0, TABLE_BYTES);
  memory.fill(bytes, 0, 32);
  memory.fill(root, 0, LIMB_BYTES);
  memory.fill(check, 0, LIMB_BYTES);
  memory.fill(other, 0, LIMB_BYTES);
  memory.fill(s, 0, LIMB_BYTES);
  memory.fill(u1, 0, LIMB_BYTES);
  memory.fill(u2, 0, LIMB_BYTES);
  memory.fill(u3, 0, LIMB_BYTES);
  memory.fill(v, 0, LIMB_BYTES);
  memory.fill(x, 0, LIMB_BYTES);
  memory.fill(y, 0, LIMB_BYTES);
  wipeRootPower();
}
