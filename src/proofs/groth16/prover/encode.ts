/** Encoding of the proofs that snarkjs returns. */
import { curvePoint, twistPoint } from '../bn254.ts';
import { encodeProof } from '../proof.ts';
import type { SnarkjsProof } from './messages.ts';
import { ProvingError } from './proofWorker.ts';

/**
 * Encodes a snarkjs proof in 256 bytes.
 *
 * @param signals - the public signals of the statement that had to be proven
 * @throws ProvingError if the proof has other public signals, because the proving key belongs to
 *   another circuit, or points off their curves
 */
export function proofBytesOf(
  { proof, publicSignals }: SnarkjsProof,
  signals: readonly bigint[],
): Uint8Array {
  const proven = publicSignals.map(BigInt);
  if (proven.length !== signals.length || !proven.every((value, i) => value === signals[i])) {
    throw new ProvingError('the circuit has other public signals than the statement');
  }
  const [ax, ay] = proof.pi_a.map(BigInt);
  const [[bx0, bx1], [by0, by1]] = proof.pi_b.map((pair) => pair.map(BigInt)) as [
    [bigint, bigint],
    [bigint, bigint],
  ];
  const [cx, cy] = proof.pi_c.map(BigInt);
  const a = curvePoint(ax!, ay!);
  const b = twistPoint([bx0, bx1], [by0, by1]);
  const c = curvePoint(cx!, cy!);
  if (!a || !b || !c) throw new ProvingError('snarkjs returned points off their curves');
  return encodeProof({ a, b, c });
}
