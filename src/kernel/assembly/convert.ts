// Conversion between 32 little-endian bytes and nine limbs of 29 bits, for all fields.

import { LIMB_BYTES } from './basefield';

const MASK: i64 = (1 << 29) - 1;

/** Splits 32 bytes into limbs in [0, 2^29). */
export function limbsFromBytes(out: usize, bytes: usize): void {
  const w0 = load<u64>(bytes);
  const w1 = load<u64>(bytes, 8);
  const w2 = load<u64>(bytes, 16);
  const w3 = load<u64>(bytes, 24);
  const mask = <u64>MASK;
  store<i32>(out, <i32>(w0 & mask));
  store<i32>(out, <i32>((w0 >> 29) & mask), 4);
  store<i32>(out, <i32>(((w0 >> 58) | (w1 << 6)) & mask), 8);
  store<i32>(out, <i32>((w1 >> 23) & mask), 12);
  store<i32>(out, <i32>(((w1 >> 52) | (w2 << 12)) & mask), 16);
  store<i32>(out, <i32>((w2 >> 17) & mask), 20);
  store<i32>(out, <i32>(((w2 >> 46) | (w3 << 18)) & mask), 24);
  store<i32>(out, <i32>((w3 >> 11) & mask), 28);
  store<i32>(out, <i32>(w3 >> 40), 32);
}

/**
 * Carries limbs into [0, 2^29); the topmost keeps the sign of the value. Returns 0, or −1 if the
 * value is negative.
 */
function normalise(limbs: usize): i32 {
  let carry: i64 = 0;
  for (let i: usize = 0; i < 8; i++) {
    carry += <i64>load<i32>(limbs + 4 * i);
    store<i32>(limbs + 4 * i, <i32>(carry & MASK));
    carry >>= 29;
  }
  const top = load<i32>(limbs, 32) + <i32>carry;
  store<i32>(limbs, top, 32);
  return top >> 31;
}

/**
 * Writes a value in [−modulus, modulus) as 32 canonical bytes. Overwrites the limbs. No branch
 * depends on the value.
 */
export function canonicalBytes(out: usize, limbs: usize, modulus: usize): void {
  const negative = normalise(limbs);
  for (let i: usize = 0; i < LIMB_BYTES; i += 4) {
    store<i32>(limbs + i, load<i32>(limbs + i) + (load<i32>(modulus + i) & negative));
  }
  normalise(limbs);
  const l2 = <u64>load<i32>(limbs, 8);
  const l4 = <u64>load<i32>(limbs, 16);
  const l6 = <u64>load<i32>(limbs, 24);
  store<u64>(out, (<u64>load<i32>(limbs)) | ((<u64>load<i32>(limbs, 4)) << 29) | (l2 << 58));
  store<u64>(out, (l2 >> 6) | ((<u64>load<i32>(limbs, 12)) << 23) | (l4 << 52), 8);
  store<u64>(out, (l4 >> 12) | ((<u64>load<i32>(limbs, 20)) << 17) | (l6 << 46), 16);
  store<u64>(
    out,
    (l6 >> 18) | ((<u64>load<i32>(limbs, 28)) << 11) | ((<u64>load<i32>(limbs, 32)) << 40),
    24,
  );
}

/**
 * out ← the value reduced to [−p, p), for p = 2^255 − 19. Limbs of the input have at most 30 bits.
 */
export function reduce25519(out: usize, limbs: usize): void {
  memory.copy(out, limbs, LIMB_BYTES);
  // Bits above 2^255 are added back 19 times at the bottom. The first pass changes the value by a
  // few thousand at most, so that nothing is left above after the second.
  for (let pass = 0; pass < 2; pass++) {
    normalise(out);
    const top = load<i32>(out, 32);
    const excess = top >> 23;
    store<i32>(out, top - (excess << 23), 32);
    store<i32>(out, load<i32>(out) + 19 * excess);
  }
  // Now 0 ≤ value < 2^255 = p + 19. One p is subtracted here; canonicalBytes adds it back if the
  // result is negative.
  store<i32>(out, load<i32>(out) + 19);
  store<i32>(out, load<i32>(out, 32) - (1 << 23), 32);
}

/** Whether 32 bytes, little-endian, are less than the integer in four 64-bit words at `bound`. */
export function isBelow(bytes: usize, bound: usize): bool {
  for (let i: i32 = 24; i >= 0; i -= 8) {
    const word = load<u64>(bytes + i);
    const limit = load<u64>(bound + i);
    if (word != limit) return word < limit;
  }
  return false;
}
