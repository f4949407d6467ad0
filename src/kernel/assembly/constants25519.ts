// Constants of the field of integers modulo 2^255 − 19 and of edwards25519 (RFC 8032 §5.1; RFC 9496
// §4.1), in balanced limbs of 29 bits.

/** p */
export const MODULUS_25519: usize = memory.data<i32>([-19, 0, 0, 0, 0, 0, 0, 0, 8388608]);

/** p in 64-bit words. */
export const MODULUS_WORDS_25519: usize = memory.data<u64>([
  0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff,
]);

/** 1. */
export const ONE_25519: usize = memory.data<i32>([1, 0, 0, 0, 0, 0, 0, 0, 0]);

/** d = −121665 / 121666 */
export const D_25519: usize = memory.data<i32>([
  -212240221, 257584721, -260691235, 1350275, -24543225, 3980221, -103927011, -37392896, 5374829,
]);

/** 2 · d */
export const TWO_D_25519: usize = memory.data<i32>([
  112390489, -21701471, 15488443, 2700549, -49086450, 7960442, -207854022, -74785792, 2361050,
]);

/** √−1, the even root. */
export const SQRT_M1: usize = memory.data<i32>([
  168730800, 124836154, 200875569, 103812442, -42306828, 5021438, -64180940, -267782084, 2851621,
]);

/** 1 / √(−1 − d), the even root. */
export const INVSQRT_A_MINUS_D: usize = memory.data<i32>([
  6111466, 239594836, -262361178, -30658891, -41678381, -37159167, -225944822, 12187136, 7892105,
]);

/** L, the order of the prime subgroup, in 64-bit words. */
export const ORDER_WORDS_25519: usize = memory.data<u64>([
  0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0x0000000000000000, 0x1000000000000000,
]);

/** (L + 1) / 2 in 64-bit words. */
export const HALF_ORDER: usize = memory.data<u64>([
  0x2c09318d2e7ae9f7, 0x0a6f7cef517bce6b, 0x0000000000000000, 0x0800000000000000,
]);
