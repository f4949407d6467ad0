// Points from their y coordinate: x = √((1 − y²) / (a − d·y²)) on ERC-2494's curve. Candidates are
// public, so this is variable time.
//
// Let p − 1 = 2^28 · q. For z = w^2 times a root of unity, s = z^((q−1)/2) gives the root x = s·z
// up to the factor √(z^q), and z^q = g^e is in the group of order 2^28. e is found seven bits at a
// time with one table of 2^7 entries (Sarkar, "Computing square roots faster than the
// Tonelli–Shanks/Bernstein algorithm", 2020; Pohlig–Hellman). z is a square if and only if e is
// even; then x = s·z · g^(−e/2).

import { LIMB_BYTES, mul, square } from './basefield';
import {
  CURVE_A,
  CURVE_D,
  ENTER,
  MODULUS_WORDS,
  ONE,
  ROOT_EXPONENT,
  ROOT_OF_UNITY,
} from './constants';
import { isBelow, limbsFromBytes } from './convert';
import { BabyJubjub, toBytes } from './fields';
import { copy, negate, subtract } from './limbs';
import { invert, power } from './power';

const WINDOW: i32 = 7;
const ENTRIES: usize = 128;

/** powers[t][i] = g^(−i · 128^t), t < 4 */
const powers: usize = memory.data(4 * 128 * 36, 16);
/**
 * The lowest 64 bits of the canonical (g^(2^21))^i, by which the value of a window is looked up.
 */
const labels: usize = memory.data(128 * 8, 16);
let ready = false;

const y: usize = memory.data(36, 16);
const z: usize = memory.data(36, 16);
const s: usize = memory.data(36, 16);
const root: usize = memory.data(36, 16);
const rest: usize = memory.data(36, 16);
const probe: usize = memory.data(36, 16);
const bytes: usize = memory.data(32, 16);

function prepare(): void {
  copy(rest, ROOT_OF_UNITY);
  invert(s, ROOT_OF_UNITY);
  for (let t: usize = 0; t < 4; t++) {
    const column = powers + t * ENTRIES * LIMB_BYTES;
    copy(column, ONE);
    for (let i: usize = 1; i < ENTRIES; i++) {
      mul(column + i * LIMB_BYTES, column + (i - 1) * LIMB_BYTES, s);
    }
    if (t < 3) {
      for (let i = 0; i < WINDOW; i++) {
        square(s, s);
        square(rest, rest);
      }
    }
  }
  copy(probe, ONE);
  for (let i: usize = 0; i < ENTRIES; i++) {
    toBytes<BabyJubjub>(bytes, probe);
    store<u64>(labels + 8 * i, load<u64>(bytes));
    mul(probe, probe, rest);
  }
  ready = true;
}

/** The i with value = (g^(2^21))^i. It exists for every value that is looked up. */
function windowOf(value: usize): i32 {
  toBytes<BabyJubjub>(bytes, value);
  const label = load<u64>(bytes);
  let i = 0;
  while (i < <i32>ENTRIES - 1 && load<u64>(labels + 8 * i) != label) i++;
  return i;
}

/** root ← √z, and returns true; or returns false if z is not a square. */
function squareRoot(): bool {
  power<BabyJubjub>(s, z, ROOT_EXPONENT);
  mul(root, s, z);
  mul(rest, root, s);
  let logarithm: i32 = 0;
  for (let t = 0; t < 4; t++) {
    copy(probe, rest);
    for (let i = 0; i < (3 - t) * WINDOW; i++) square(probe, probe);
    const digit = windowOf(probe);
    if (t == 0 && digit & 1) return false;
    logarithm |= digit << (t * WINDOW);
    mul(rest, rest, powers + (<usize>t * ENTRIES + <usize>digit) * LIMB_BYTES);
  }
  logarithm >>= 1;
  for (let t = 0; t < 4; t++) {
    const digit = (logarithm >> (t * WINDOW)) & (<i32>ENTRIES - 1);
    mul(root, root, powers + (<usize>t * ENTRIES + <usize>digit) * LIMB_BYTES);
  }
  return true;
}

/** Writes the point with the given y, or leaves the 64 bytes of `out` zero if there is none. */
function liftOne(out: usize, height: usize, inverse: usize, parity: u8): void {
  limbsFromBytes(z, height);
  mul(y, z, ENTER);
  square(y, y);
  subtract(z, ONE, y);
  mul(z, z, inverse);
  toBytes<BabyJubjub>(bytes, z);
  if (load<u64>(bytes) | load<u64>(bytes, 8) | load<u64>(bytes, 16) | load<u64>(bytes, 24)) {
    if (!squareRoot()) return;
    toBytes<BabyJubjub>(bytes, root);
    if ((load<u8>(bytes) & 1) != parity) {
      negate(root, root);
      toBytes<BabyJubjub>(bytes, root);
    }
  } else if (parity != 0) {
    return;
  }
  memory.copy(out, bytes, 32);
  memory.copy(out + 32, height, 32);
}

/**
 * Lifts `count` y coordinates. `inverses` and `products` have room for as many elements; `out` must
 * be zero. Returns false if a y is not below p.
 */
export function liftPoints(
  out: usize,
  heights: usize,
  parities: usize,
  count: usize,
  inverses: usize,
  products: usize,
): bool {
  if (!ready) prepare();
  copy(s, ONE);
  for (let i: usize = 0; i < count; i++) {
    if (!isBelow(heights + 32 * i, MODULUS_WORDS)) return false;
    // a − d·y² is never 0, as a is a square and d is not.
    const denominator = inverses + i * LIMB_BYTES;
    limbsFromBytes(z, heights + 32 * i);
    mul(y, z, ENTER);
    square(y, y);
    mul(y, y, CURVE_D);
    subtract(denominator, CURVE_A, y);
    copy(products + i * LIMB_BYTES, s);
    mul(s, s, denominator);
  }
  invert(s, s);
  for (let i = count; i > 0; i--) {
    const denominator = inverses + (i - 1) * LIMB_BYTES;
    copy(y, denominator);
    mul(denominator, s, products + (i - 1) * LIMB_BYTES);
    mul(s, s, y);
  }
  for (let i: usize = 0; i < count; i++) {
    liftOne(out + 64 * i, heights + 32 * i, inverses + i * LIMB_BYTES, load<u8>(parities + i));
  }
  return true;
}
