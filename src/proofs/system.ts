/**
 * What the rest of the library knows of range proofs: statements, proof bytes, and two interfaces. How the proofs are made
 * and checked is behind `veilsum/snark`, so that everything else works without it.
 */
import { integer, word } from '../usage/arguments.ts';
import { UsageError } from '../usage/hostError.ts';
import type { RandomSource } from '../crypto/random.ts';
import type { WorkOptions } from '../kernel/kernel.ts';

/** What a session can ask every client to prove about its committed vector. */
export type ProofKind = 'linf' | 'l2';

/** The keys of one kind of proof, for rows and inputs up to a size. */
export interface ProofKeys {
  readonly kind: ProofKind;
  /** The most coordinates of a row; a session's c is at most this. */
  readonly rowLength: number;
  /** b: the bound B of a session is at most 2^(b − 1) − 1. */
  readonly bits: number;
  /** SHA-256 over the canonical bytes of the verification key(s): what a session's digest covers. 32 bytes. */
  readonly keyDigest: Uint8Array;
  /**
   * How the keys were made. Anyone who knows the randomness of development keys can prove anything; with unfinished ones,
   * which have γ₂ = δ₂, anyone can. The public loaders refuse unfinished keys; sessions refuse them once more.
   */
  readonly origin: 'ceremony' | 'development' | 'unfinished';
}

/** What one client claims: that its committed rows hold values within the bounds. */
export interface ProofClaim {
  readonly sessionDigest: Uint8Array;
  readonly client: number;
  /** d, coordinates. */
  readonly length: number;
  /** c, coordinates of a row. */
  readonly rowLength: number;
  /** B */
  readonly bound: number;
  /** B₂², at most 2^52 − 1; for `l2` only. */
  readonly maxSquaredNorm?: number | undefined;
  /** The points of the Commit message, as they were sent: 64 bytes a row. */
  readonly commitments: Uint8Array;
}

/** A claim with everything that makes it true. */
export interface ProofWitness extends ProofClaim {
  readonly values: Int32Array;
  /** 32 bytes a row. */
  readonly blinders: Uint8Array;
}

/** Makes proofs. */
export interface RangeProver extends ProofKeys {
  /** @returns the proofs of all rows: {@link proofBytes} bytes. Rejects with a RangeError for a false claim. */
  prove(witness: ProofWitness, random: RandomSource, work?: WorkOptions): Promise<Uint8Array>;
}

/** Checks proofs. */
export interface RangeVerifier extends ProofKeys {
  /**
   * Checks many clients' proofs together.
   *
   * @returns for each claim `undefined` where it is proven, or a sentence that says what is wrong
   */
  check(
    claims: readonly (ProofClaim & { readonly proofs: Uint8Array })[],
    work?: WorkOptions,
  ): Promise<readonly (string | undefined)[]>;
}

/**
 * Has a checker check claims, and demands a verdict on each of them: where one is missing, nothing says that its claim is proven.
 *
 * @throws UsageError `wrong-input` for a checker that does not answer as it should
 */
export async function verdictsOf(
  checker: RangeVerifier,
  claims: Parameters<RangeVerifier['check']>[0],
  work?: WorkOptions,
): Promise<readonly (string | undefined)[]> {
  const verdicts: unknown = await checker.check(claims, work);
  const isList = Array.isArray(verdicts) && verdicts.length === claims.length;
  const found = isList ? Array.from(verdicts as readonly unknown[]) : [];
  if (isList && found.every((one) => one === undefined || typeof one === 'string')) {
    return found;
  }
  throw new UsageError(
    'wrong-input',
    `checker.check: expected a list of ${claims.length} verdicts, each undefined or a sentence; use a checker of veilsum/snark`,
  );
}

/** Bytes of one Groth16 proof: A (64), B (128), C (64), affine coordinates. */
export const GROTH16_BYTES = 256;

const POINT_BYTES = 64;

const proofKind = word('linf', 'l2');
const rowNumber = integer(0);

/**
 * Bytes of a client's proofs. `linf`: one proof a row. `l2`: for each row the commitment to its sum of squares (a point) and a
 * proof; then one proof that they add up to at most B₂².
 *
 * @throws UsageError `wrong-input` for a kind that there is not, and for what is no number of rows
 */
export function proofBytes(kind: ProofKind, rows: number): number {
  proofKind(kind, 'kind');
  rowNumber(rows, 'rows');
  return kind === 'linf'
    ? rows * GROTH16_BYTES
    : rows * (POINT_BYTES + GROTH16_BYTES) + GROTH16_BYTES;
}
