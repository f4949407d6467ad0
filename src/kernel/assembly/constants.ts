// Constants of the base field and the curve. Those used in multiplications are in Montgomery form
// (times R = 2^261 mod p), in balanced limbs of 29 bits; each comment gives the value.
//
// Baby Jubjub (ERC-2494) is a·x² + y² = 1 + d·x²·y² with a = 168700 and d = 168696. As −a is a
// square in this field, s = √−a gives an isomorphism x ↦ s·x to −x² + y² = 1 + d′·x²·y² with d′ =
// −d/a, on which all arithmetic is done. As d′ is not a square, the addition law is complete
// (Bernstein, Birkner, Joye, Lange and Peters 2008, §6; −1 is a square in this field).

/** p */
export const MODULUS: usize = memory.data<i32>([
  -268435455, -15749984, 240919633, 131109107, -175779197, 47923393, 10936641, 240920116, 3171406,
]);

/** p in 64-bit words. */
export const MODULUS_WORDS: usize = memory.data<u64>([
  0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029,
]);

/** p − 2 in 64-bit words: the exponent of an inversion. */
export const INVERSION_EXPONENT: usize = memory.data<u64>([
  0x43e1f593efffffff, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029,
]);

/** (q − 1) / 2 in 64-bit words, where p − 1 = 2^28 · q. */
export const ROOT_EXPONENT: usize = memory.data<u64>([
  0xcdcb848a1f0fac9f, 0x0c0ac2e9419f4243, 0x098d014dc2822db4, 0x0000000183227397,
]);

/** The integer 1, not in Montgomery form: multiplying by it leaves that form. */
export const PLAIN_ONE: usize = memory.data<i32>([1, 0, 0, 0, 0, 0, 0, 0, 0]);

/** 1 */
export const ONE: usize = memory.data<i32>([
  268435287, -22607180, 86771340, -145731767, 178784092, -45989682, -237679608, 86689705, 903222,
]);

/** R: multiplying by it converts to Montgomery form. */
export const ENTER: usize = memory.data<i32>([
  95853524, 102173274, 34397646, -38391541, 240439552, -50833949, -65675004, 131109218, 656714,
]);

/** s · R: multiplying by it converts to Montgomery form and to the a = −1 curve. */
export const ENTER_TWISTED: usize = memory.data<i32>([
  243265785, 190629675, 227806201, 105764153, 74357638, 175278631, 147039557, 24313795, 2683046,
]);

/** 1 / s */
export const LEAVE_TWISTED: usize = memory.data<i32>([
  167576844, 20666312, -40353603, -38933916, 236248940, -12291056, 110534214, -141529695, 2774513,
]);

/** 2 · d′ */
export const TWO_D: usize = memory.data<i32>([
  64774913, -231378592, 197023191, 166043704, 233206956, 267793122, 137761904, 76523319, 3100236,
]);

/** a of ERC-2494 */
export const CURVE_A: usize = memory.data<i32>([
  -28558346, -164453435, 251812228, -181158405, -23719984, -25730688, -211056258, -121515660,
  184404,
]);

/** d of ERC-2494 */
export const CURVE_D: usize = memory.data<i32>([
  -28557668, -105524686, -150304778, 127115966, -16672921, 254074824, 224664544, 13565753, 2914328,
]);

/** g = 5^q, a generator of the roots of unity of order 2^28. */
export const ROOT_OF_UNITY: usize = memory.data<i32>([
  -98061456, -42431607, 171732492, -2885158, 257170468, -28451051, 154996356, 182660263, 383243,
]);
