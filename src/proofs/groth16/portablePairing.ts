/**
 * Pairing engine on noble-curves: plain JavaScript, the same on every platform, about twelve times
 * slower than WebAssembly.
 */
import { bn254 } from '@noble/curves/bn254.js';
import type { G1Point, G2Point } from './bn254.ts';
import type { MillerLoopResult, PairingEngine } from './pairing.ts';

const { Fp2, Fp12 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

type Target = typeof Fp12.ONE;

class PortableFactor implements MillerLoopResult {
  readonly engine = 'portable';
  readonly value: Target;

  constructor(value: Target) {
    this.value = value;
  }
}

function toTwist({ x, y }: G2Point): InstanceType<typeof G2> {
  return G2.fromAffine({ x: Fp2.fromBigTuple([...x]), y: Fp2.fromBigTuple([...y]) });
}

function multiply(point: G1Point, scalar: bigint): InstanceType<typeof G1> {
  return scalar === 0n ? G1.ZERO : G1.fromAffine(point).multiplyUnsafe(scalar);
}

/** The portable engine: about 45 ms for each proof on a current machine. */
export const portablePairing: PairingEngine = {
  name: 'portable',
  proofCost: 45_000,

  isInSubgroup: (point) => toTwist(point).isTorsionFree(),

  msm: (terms) => {
    const sum = terms.reduce((all, { scalar, point }) => all.add(multiply(point, scalar)), G1.ZERO);
    return sum.is0() ? undefined : sum.toAffine();
  },

  pair: (a, b) => new PortableFactor(bn254.pairing(G1.fromAffine(a), toTwist(b), false)),

  isOne: (factors) => {
    const product = factors.reduce((all, factor) => {
      if (!(factor instanceof PortableFactor)) throw new TypeError('a factor of another engine');
      return Fp12.mul(all, factor.value);
    }, Fp12.ONE);
    return Fp12.eql(Fp12.finalExponentiate(product), Fp12.ONE);
  },
};
