/** What the rest of the library knows of range proofs: claims and proof bytes, and the interfaces of a proof system. */
import type { RandomSource } from '../crypto/random.ts';
import type { WorkOptions } from '../kernel/kernel.ts';
import { UsageError } from '../usage/usageError.ts';
import type { Statement } from './statement.ts';

/** A proof system: `planes` needs no set-up; `groth16` has constant-size proofs of rows, under keys from a ceremony. */
export type ProofSystemId = 'planes' | 'groth16';

/** The sizes of a session that proofs depend on. */
export interface ProofShape {
  /** d, coordinates. */
  readonly length: number;
  /** c, coordinates of a row. */
  readonly rowLength: number;
  /** B */
  readonly bound: number;
}

/** What is known of a proof system without making or checking a proof. */
export interface ProofSystemInfo {
  readonly id: ProofSystemId;
  /** Whether its keys come from a set-up that somebody has to be trusted with. */
  readonly setup: ProofSetup['kind'];
  /** Why it cannot prove a statement about vectors of a shape, or `undefined`. */
  supports(statement: Statement, shape: ProofShape): string | undefined;
  /**
   * The row length that suits a statement; `undefined` where it is that of the keys in use.
   *
   * @param shape - d and B
   */
  rowLength(statement: Statement, shape: Omit<ProofShape, 'rowLength'>): number | undefined;
  /** Bytes of every client's proof of a supported statement. */
  proofBytes(statement: Statement, shape: ProofShape): number;
}

/** What a prover or a verifier works under. */
export type ProofSetup = TransparentSetup | StructuredSetup;

/** Nothing: everything follows from hashes. */
export interface TransparentSetup {
  readonly kind: 'transparent';
}

/** Keys for one kind of statement, for rows and inputs up to a size. */
export interface StructuredSetup {
  readonly kind: 'structured';
  readonly statement: 'linf' | 'l2';
  /** SHA-256 over the canonical bytes of the verification key(s): what a session's digest covers. 32 bytes. */
  readonly digest: Uint8Array;
  /**
   * How the keys were made. Knowing the randomness of development keys is enough to prove anything; with unfinished ones,
   * which have γ₂ = δ₂, everyone can. The public loaders refuse unfinished keys; sessions refuse them once more.
   */
  readonly origin: 'ceremony' | 'development' | 'unfinished';
  /** The most coordinates of a row; a session's c is at most this. */
  readonly rowLength: number;
  /** b: the bound B of a session is at most 2^(b − 1) − 1. */
  readonly bits: number;
}

/** What one client claims of its committed rows. */
export interface ProofClaim extends ProofShape {
  readonly statement: Statement;
  readonly sessionDigest: Uint8Array;
  /** The client's index, from 0 to 2^32 − 2. */
  readonly client: number;
  /** The points of the Commit message, as they were sent: 64 bytes a row. */
  readonly commitments: Uint8Array;
}

/** A claim with the bytes that are to prove it. */
export interface ProvenClaim extends ProofClaim {
  readonly proof: Uint8Array;
}

/** A claim with everything that makes it true. */
export interface ProofWitness extends ProofClaim {
  readonly values: Int32Array;
  /** 32 bytes a row. */
  readonly blinders: Uint8Array;
}

/** Makes proofs. */
export interface RangeProver {
  readonly system: ProofSystemId;
  readonly setup: ProofSetup;
  /**
   * @param witness - A claim with what makes it true.
   * @param random - The client's randomness in this session.
   * @returns the proof, of as many bytes as the system's registry entry says. Rejects with a RangeError for a false claim or a malformed
   *   one, and with the signal's reason once it is aborted.
   */
  prove(witness: ProofWitness, random: RandomSource, work?: WorkOptions): Promise<Uint8Array>;
}

/** A prover whose worker can be ended. */
export interface ClosableRangeProver extends RangeProver {
  /** Ends the worker. Without this call it stays, but does not keep a Node process alive while it is idle. */
  close(): void;
}

/** Checks proofs. */
export interface RangeVerifier {
  readonly system: ProofSystemId;
  readonly setup: ProofSetup;
  /**
   * Checks many clients' proofs together.
   *
   * @returns for each claim `undefined` where it is proven, or a sentence that says what is wrong
   */
  verify(
    claims: readonly ProvenClaim[],
    work?: WorkOptions,
  ): Promise<readonly (string | undefined)[]>;
}

/**
 * Has a verifier check claims, and demands a verdict on each of them: where one is missing, nothing says that its claim is proven.
 *
 * @throws UsageError `wrong-input` for a verifier that does not answer as it should
 */
export async function verdictsOf(
  verifier: RangeVerifier,
  claims: readonly ProvenClaim[],
  work?: WorkOptions,
): Promise<readonly (string | undefined)[]> {
  const verdicts: unknown = await verifier.verify(claims, work);
  const isList = Array.isArray(verdicts) && verdicts.length === claims.length;
  const found = isList ? Array.from(verdicts as readonly unknown[]) : [];
  if (isList && found.every((one) => one === undefined || typeof one === 'string')) {
    return found;
  }
  throw new UsageError(
    'wrong-input',
    `checker.verify: expected a list of ${claims.length} verdicts, each undefined or a sentence; use planesVerifier, or a verifier of veilsum/snark`,
  );
}
