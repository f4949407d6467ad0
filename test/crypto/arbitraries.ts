import fc from 'fast-check';
import { FIELD_ORDER, SCALAR_ORDER } from '../../src/kernel/kernel.ts';

/** Elements of F_ℓ, with the edges more often than chance would have them. */
export const fieldElement: fc.Arbitrary<bigint> = fc.oneof(
  { arbitrary: fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n }), weight: 4 },
  { arbitrary: fc.constantFrom(0n, 1n, 2n, FIELD_ORDER - 2n, FIELD_ORDER - 1n), weight: 1 },
);

/** Seeds of a repeatable random source. */
export const randomSeed: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Scalars of ristretto255, with the edges more often than chance would have them. */
export const scalar: fc.Arbitrary<bigint> = fc.oneof(
  { arbitrary: fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n }), weight: 4 },
  {
    arbitrary: fc.constantFrom(0n, 1n, 2n ** 252n, SCALAR_ORDER - 2n, SCALAR_ORDER - 1n),
    weight: 1,
  },
);
