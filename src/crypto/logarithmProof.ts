/**
 * Proofs of knowledge of a discrete logarithm in ristretto255, made non-interactive (Schnorr, CRYPTO 1989; Fiat and Shamir, CRYPTO
 * 1986): that somebody knows x with X = x·B for one pair (B, X), or the same x for several pairs, which are then said to have equal
 * logarithms (Chaum and Pedersen, CRYPTO 1992).
 *
 * A proof is a challenge e and a response z, 32 bytes each, both canonical. It holds if e is the hash of the domain, the fields, every
 * base and product, and every z·B − e·X.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { ELEMENT_BYTES, type Kernel, SCALAR_ORDER } from '../kernel/kernel.ts';
import {
  hashToScalar,
  type Scalar,
  scalarFromBytes,
  scalarReduce,
  scalarToBytes,
} from './scalar.ts';
import type { Secret } from './secret.ts';
import type { TupleField } from './tupleHash.ts';

/** Size in bytes of a proof. */
export const LOGARITHM_PROOF_BYTES: number = 2 * ELEMENT_BYTES;

/** What is proven, and of whom. */
export interface LogarithmClaim {
  /** What the proof is for; no other use has the same. */
  readonly domain: string;
  /** In which session, by whom, about whom. */
  readonly fields: readonly TupleField[];
  /** Encodings of the bases, and of what the secret times each of them is. */
  readonly bases: readonly Uint8Array[];
  readonly products: readonly Uint8Array[];
}

/**
 * Proves a claim. The nonce comes from the secret and the whole statement, so that a party that is started again makes the same
 * proof, and no nonce ever answers two challenges.
 *
 * @throws RangeError if a base is no valid encoding, or the secret no scalar
 */
export function proveLogarithm(kernel: Kernel, secret: Secret, claim: LogarithmClaim): Uint8Array {
  const x = scalarFromBytes(secret.expose());
  if (x === undefined) throw new RangeError('a secret must be from 0 to L − 1');
  const nonce = hashToScalar(`${claim.domain}-nonce`, secret.expose(), ...statementOf(claim));
  const scalar = scalarToBytes(nonce);
  const commitments = claim.bases.map((base) => kernel.multiplyRistretto(base, scalar));
  scalar.fill(0);
  if (commitments.includes(undefined)) throw new RangeError('a base is not a group element');
  const challenge = challengeOf(claim, commitments as Uint8Array[]);
  const response = scalarReduce(nonce + challenge * x);
  return concatBytes(scalarToBytes(challenge), scalarToBytes(response));
}

/** Whether a proof holds. Bytes of another length, or that are not canonical, are no proof. */
export async function provesLogarithm(
  kernel: Kernel,
  claim: LogarithmClaim,
  proof: Uint8Array,
): Promise<boolean> {
  if (proof.length !== LOGARITHM_PROOF_BYTES) return false;
  const challenge = scalarFromBytes(proof.slice(0, ELEMENT_BYTES));
  const response = scalarFromBytes(proof.slice(ELEMENT_BYTES));
  if (challenge === undefined || response === undefined) return false;
  const scalars = concatBytes(
    scalarToBytes(response),
    scalarToBytes(scalarReduce(SCALAR_ORDER - challenge)),
  );
  const commitments: Uint8Array[] = [];
  for (const [i, base] of claim.bases.entries()) {
    const product = claim.products[i]!;
    if (base.length !== ELEMENT_BYTES || product.length !== ELEMENT_BYTES) return false;
    const commitment = await kernel.sumRistretto(concatBytes(base, product), scalars);
    if (commitment === undefined) return false;
    commitments.push(commitment);
  }
  return challengeOf(claim, commitments) === challenge;
}

function challengeOf(claim: LogarithmClaim, commitments: readonly Uint8Array[]): Scalar {
  return hashToScalar(claim.domain, ...statementOf(claim), ...commitments);
}

/** Numbers of fields are fixed by the domain. */
function statementOf({ fields, bases, products }: LogarithmClaim): readonly TupleField[] {
  return [...fields, ...bases, ...products];
}
