// Constants of two-lane arithmetic, each twice: once for each lane. Elements have five balanced limbs
// of 51 bits, in doubles, and are in Montgomery form (times R′ = 2^255 mod p) unless stated
// otherwise.

/** 1.5 · 2^103: a sum of it and a product below 2^102 is a multiple of 2^51. */
export const HIGH: usize = memory.data<f64>([1.5211807202738753e31, 1.5211807202738753e31], 16);

/** 1.5 · 2^52: a sum of it and an integer below 2^51 has that integer in its lowest bits. */
export const LOW: usize = memory.data<f64>([6755399441055744.0, 6755399441055744.0], 16);

/** HIGH + LOW */
export const HIGH_AND_LOW: usize = memory.data<u64>([0x4668000000000003, 0x4668000000000003], 16);

/** 2^51 − 1 */
export const LIMB_MASK: usize = memory.data<u64>([0x0007ffffffffffff, 0x0007ffffffffffff], 16);

/** The bits of 2^52, a double. */
export const UNIT: usize = memory.data<f64>([4503599627370496.0, 4503599627370496.0], 16);

/** 2^52 + 2^50 */
export const UNIT_AND_HALF: usize = memory.data<f64>([5629499534213120.0, 5629499534213120.0], 16);

/** What the ten columns of a product begin with; see field.ts. */
export const COLUMNS: usize = memory.data<u64>(
  [
    0xfccc000000000000, 0xfccc000000000000, 0x2ff3fffffffff800, 0x2ff3fffffffff800,
    0x1cb3fffffffff800, 0x1cb3fffffffff800, 0x0973fffffffff800, 0x0973fffffffff800,
    0xf633fffffffff800, 0xf633fffffffff800, 0x22fbffffffffef99, 0x22fbffffffffef99,
    0xefd3fffffffff800, 0xefd3fffffffff800, 0x0313fffffffff800, 0x0313fffffffff800,
    0x1653fffffffff800, 0x1653fffffffff800, 0xb668000000000000, 0xb668000000000000,
  ],
  16,
);

/** What is added to the last column at the end. */
export const LAST_COLUMN: usize = memory.data<u64>([0xb997fffffffff800, 0xb997fffffffff800], 16);

/** 2^−51 mod p, the limbs not in Montgomery form. */
export const DOWN: usize = memory.data<f64>(
  [
    102016710444964.0, 102016710444964.0, -477029361072262.0, -477029361072262.0, 624454531360320.0,
    624454531360320.0, -269735390174723.0, -269735390174723.0, 208497190621298.0, 208497190621298.0,
  ],
  16,
);

/** p */
export const PRIME: usize = memory.data<f64>(
  [
    551490712240129.0, 551490712240129.0, 298204647270524.0, 298204647270524.0, -557033826758751.0,
    -557033826758751.0, 22935798733633.0, 22935798733633.0, 851317936231194.0, 851317936231194.0,
  ],
  16,
);

/** −1 / p mod 2^51 */
export const MINUS_INVERSE: usize = memory.data<f64>([551490712240127.0, 551490712240127.0], 16);

/** 2^204 / p */
export const QUOTIENT: usize = memory.data<f64>(
  [1.1746492790073532e-15, 1.1746492790073532e-15],
  16,
);

/** −LOW · 2^204 / p */
export const QUOTIENT_OF_LOW: usize = memory.data<f64>(
  [-7.935225082842807, -7.935225082842807],
  16,
);

/** 2^−51 */
export const SCALE_DOWN: usize = memory.data<f64>(
  [4.440892098500626e-16, 4.440892098500626e-16],
  16,
);

/** −2^51 */
export const MINUS_RADIX: usize = memory.data<f64>([-2251799813685248.0, -2251799813685248.0], 16);

/** 1 */
export const ONE_PAIR: usize = memory.data<f64>(
  [
    597327676964861.0, 597327676964861.0, -894613941811573.0, -894613941811573.0,
    -580698333408995.0, -580698333408995.0, -68807396200898.0, -68807396200898.0,
    -302153995008334.0, -302153995008334.0,
  ],
  16,
);

/** 2 · d′ */
export const TWO_D_PAIR: usize = memory.data<f64>(
  [
    442975952793996.0, 442975952793996.0, -769859016957173.0, -769859016957173.0,
    -487941023323887.0, -487941023323887.0, 56932368364652.0, 56932368364652.0, -298509900030.0,
    -298509900030.0,
  ],
  16,
);

/** 2^248 mod p: a product with it takes a summand from R = 2^261 to R′, and halves it. */
export const ENTER_PAIR: usize = memory.data<f64>(
  [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 17592186044416.0, 17592186044416.0],
  16,
);
