import { bn254 } from '@noble/curves/bn254.js';
import type { G2Point } from '../../src/proofs/groth16/bn254.ts';

/** A point of the twist outside of the subgroup: the first small x that has a y. */
export function outsideOfSubgroup(): G2Point {
  const { Fp2 } = bn254.fields;
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.fromBigTuple([c0, 0n]);
    const square = Fp2.add(
      Fp2.mul(Fp2.sqr(x), x),
      Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n])),
    );
    try {
      const y = Fp2.sqrt(square);
      return { x: [c0, 0n], y: [y.c0, y.c1] };
    } catch {
      // No root: the next x.
    }
  }
}
