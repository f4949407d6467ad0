/**
 * Groth16 keys of which the trapdoor is known, with which true and false proofs of any statement are made in
 * milliseconds: proving is what the circuits' tests are about, and here the verifier is.
 */
import { bn254 } from '@noble/curves/bn254.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import type { RandomSource } from '../../src/crypto/random.ts';
import { GROUP_ORDER, type G1Point, type G2Point } from '../../src/proofs/groth16/bn254.ts';
import type { Groth16Proof } from '../../src/proofs/groth16/proof.ts';
import type { VerificationKey } from '../../src/proofs/groth16/verificationKey.ts';

const { Fr } = bn254.fields;

/** A key, its JSON as snarkjs writes it, and what makes proofs without a witness. */
export interface TrapdoorKey {
  readonly key: VerificationKey;
  readonly json: Record<string, unknown>;
  readonly simulate: (signals: readonly bigint[]) => Groth16Proof;
}

export const scalarFrom = (random: RandomSource): bigint =>
  1n + (bytesToNumberBE(random(48)) % (GROUP_ORDER - 1n));

export const curveMultiple = (scalar: bigint): G1Point =>
  bn254.G1.Point.BASE.multiply(scalar).toAffine();

export const twistMultiple = (scalar: bigint): G2Point => {
  const { x, y } = bn254.G2.Point.BASE.multiply(scalar).toAffine();
  return { x: [x.c0, x.c1], y: [y.c0, y.c1] };
};

const curveJson = ({ x, y }: G1Point): string[] => [String(x), String(y), '1'];
const twistJson = ({ x, y }: G2Point): string[][] => [x.map(String), y.map(String), ['1', '0']];

/** The JSON of a key, as snarkjs writes it. */
export function keyJson(key: VerificationKey): Record<string, unknown> {
  return {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: key.ic.length - 1,
    vk_alpha_1: curveJson(key.alpha),
    vk_beta_2: twistJson(key.beta),
    vk_gamma_2: twistJson(key.gamma),
    vk_delta_2: twistJson(key.delta),
    IC: key.ic.map(curveJson),
  };
}

/** The JSON of a proof, as snarkjs writes it. */
export function proofJson({ a, b, c }: Groth16Proof): Record<string, unknown> {
  return {
    protocol: 'groth16',
    curve: 'bn128',
    pi_a: curveJson(a),
    pi_b: twistJson(b),
    pi_c: curveJson(c),
  };
}

/** A key for so many signals, γ₂ the generator as snarkjs has it. */
export function trapdoorKey(publicSignals: number, random: RandomSource): TrapdoorKey {
  const [alpha, beta, delta] = [0, 1, 2].map(() => scalarFrom(random));
  const logs = Array.from({ length: publicSignals + 1 }, () => scalarFrom(random));
  const key: VerificationKey = {
    alpha: curveMultiple(alpha!),
    beta: twistMultiple(beta!),
    gamma: twistMultiple(1n),
    delta: twistMultiple(delta!),
    ic: logs.map(curveMultiple),
  };
  return {
    key,
    json: keyJson(key),
    simulate: (signals) => {
      const [a, b] = [scalarFrom(random), scalarFrom(random)];
      const linear = signals.reduce((sum, signal, k) => sum + signal * logs[k + 1]!, logs[0]!);
      const c = Fr.div(Fr.create(a * b - alpha! * beta! - linear), delta!);
      return { a: curveMultiple(a), b: twistMultiple(b), c: curveMultiple(c) };
    },
  };
}

/** Another proof of the same statement, made from a proof alone: (A/ρ, ρB, C) for a random ρ. */
export function rerandomised({ a, b, c }: Groth16Proof, random: RandomSource): Groth16Proof {
  const factor = scalarFrom(random);
  const { Point: G1 } = bn254.G1;
  const { Point: G2 } = bn254.G2;
  const { Fp2 } = bn254.fields;
  const twisted = G2.fromAffine({ x: Fp2.fromBigTuple([...b.x]), y: Fp2.fromBigTuple([...b.y]) })
    .multiply(factor)
    .toAffine();
  return {
    a: G1.fromAffine(a).multiply(Fr.inv(factor)).toAffine(),
    b: { x: [twisted.x.c0, twisted.x.c1], y: [twisted.y.c0, twisted.y.c1] },
    c,
  };
}
