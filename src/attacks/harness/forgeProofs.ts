/**
 * Groth16 proofs that anyone can make without a witness: with a known trapdoor, or from another
 * proof.
 */
import { bn254 } from '@noble/curves/bn254.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { VerificationKey } from '../../proofs/groth16/verificationKey.ts';
import { decodeProof, encodeProof } from '../../proofs/groth16/proof.ts';
import { pointSignals, proofContext } from '../../proofs/groth16/statement.ts';
import type { ProofClaim } from '../../proofs/system.ts';
import { POINT_BYTES } from '../../kernel/kernel.ts';

const { Fr, Fp2 } = bn254.fields;
const { Point: Curve } = bn254.G1;
const { Point: Twist } = bn254.G2;

/**
 * Forges `linf` proofs of any claim, true or false, with knowledge of δ / γ. With A = α and B = β
 * the equation e(A, B) = e(α, β) · e(L, γ) · e(C, δ) only requires C = −(γ / δ) · L, where L is the
 * sum over the signals’ points.
 *
 * @param ratio - δ / γ; 1 for a key to whose second phase nobody contributed.
 */
export function forgedLinf(key: VerificationKey, claim: ProofClaim, ratio: bigint): Uint8Array {
  const rows = claim.commitments.length / POINT_BYTES;
  return concatBytes(
    ...Array.from({ length: rows }, (_, row) => forgedRow(key, claim, row, ratio)),
  );
}

function forgedRow(
  { alpha, beta, ic: points }: VerificationKey,
  claim: ProofClaim,
  row: number,
  ratio: bigint,
): Uint8Array {
  const context = proofContext('linf', claim, row);
  const signals = [...pointSignals(claim.commitments, row)!, BigInt(claim.bound), context];
  const linear = signals.reduce(
    (sum, signal, i) => sum.add(Curve.fromAffine(points[i + 1]!).multiplyUnsafe(signal)),
    Curve.fromAffine(points[0]!),
  );
  const c = linear.multiplyUnsafe(Fr.inv(ratio)).negate().toAffine();
  return encodeProof({ a: alpha, b: beta, c });
}

/**
 * Another proof of the same statement, without a witness: (ρ·A, B / ρ, C) for any ρ.
 *
 * @param factor - ρ
 */
export function rerandomised(proof: Uint8Array, factor: bigint): Uint8Array {
  const { a, b, c } = decodeProof(proof)!;
  const twist = Twist.fromAffine({ x: Fp2.fromBigTuple([...b.x]), y: Fp2.fromBigTuple([...b.y]) })
    .multiplyUnsafe(Fr.inv(factor))
    .toAffine();
  return encodeProof({
    a: Curve.fromAffine(a).multiplyUnsafe(factor).toAffine(),
    b: { x: [twist.x.c0, twist.x.c1], y: [twist.y.c0, twist.y.c1] },
    c,
  });
}
