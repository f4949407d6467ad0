// Constants of the scalar field F_ℓ, in nine balanced limbs of 29 bits, for Montgomery arithmetic
// with R = 2^261.

/** ℓ */
export const ORDER: usize = memory.data<i32>([
  -115267855, -74137886, 138117786, -35950478, 45136564, 73099288, -267068376, -104102713, 396426,
]);

/** 1 / ℓ mod 2^29. */
export const ORDER_INVERSE: i64 = 62327313;

/** R² mod ℓ: multiplying by it converts to Montgomery form. */
export const ENTER_ORDER: usize = memory.data<i32>([
  -98075299, 71353683, 246570330, -223797998, 180211440, -229091290, 56453272, -15389769, 93026,
]);

/** R mod ℓ: 1 in Montgomery form. */
export const ONE_ORDER: usize = memory.data<i32>([
  -156759722, -12162609, -180404681, -178306128, 88376403, -192188258, -240413768, -241975780,
  110371,
]);
