/** Sizes of values in the memory of the kernel. They need no kernel. */

/** Size of an element in limbs, in bytes; so are the sizes below. */
export const LIMB_BYTES = 36;

/** Size of a point in extended coordinates. */
export const EXTENDED_BYTES = 144;

/** Size of an affine summand. */
export const AFFINE_BYTES = 108;

/** Size of the table of a point, for multiplication by a secret scalar. */
export const TABLE_BYTES: number = 16 * EXTENDED_BYTES;

/** Size of the lanes of an element. */
export const LANES_BYTES = 64;

/** Size of the columns of one sum in a fold. */
export const COLUMNS_BYTES = 88;

/** Size of a sum over F_ℓ. */
export const SUM_BYTES = 72;

/** Number of points in the comb of one point. */
export const COMB_ENTRIES: number = 63 * 16;
