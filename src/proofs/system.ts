/** Claims, witnesses and proofs, and the interfaces of a proof system. */
import type { RandomSource } from '../crypto/random.ts';
import type { WorkOptions } from '../kernel/kernel.ts';
import { UsageError } from '../usage/usageError.ts';
import type { Statement } from './statement.ts';

/**
 * A proof system. `planes` needs no set-up; `groth16` has constant-size proofs for each row, under
 * keys from a ceremony.
 */
export type ProofSystemId = 'planes' | 'groth16';

/** The sizes in a session that proofs depend on. */
export interface ProofShape {
  /** d, the number of coordinates. */
  readonly length: number;
  /** c, the number of coordinates in a row. */
  readonly rowLength: number;
  /** The bound B. */
  readonly bound: number;
}

/** Properties of a proof system that can be known without its prover or verifier. */
export interface ProofSystemInfo {
  readonly id: ProofSystemId;
  /** Whether it has a structured set-up, whose ceremony has to be trusted. */
  readonly setup: ProofSetup['kind'];
  /** Why the system cannot prove a statement about vectors of this shape, or `undefined`. */
  supports(statement: Statement, shape: ProofShape): string | undefined;
  /**
   * The row length that suits a statement, or `undefined` if it follows from the keys.
   *
   * @param shape - d and B
   */
  rowLength(statement: Statement, shape: Omit<ProofShape, 'rowLength'>): number | undefined;
  /** Size in bytes of every client's proof of a supported statement. */
  proofBytes(statement: Statement, shape: ProofShape): number;
}

/** The set-up of a prover or verifier. */
export type ProofSetup = TransparentSetup | StructuredSetup;

/** No keys: all parameters are derived by hashing. */
export interface TransparentSetup {
  readonly kind: 'transparent';
}

/**
 * Keys from a structured set-up, for one kind of statement and for rows and inputs up to a size.
 */
export interface StructuredSetup {
  readonly kind: 'structured';
  readonly statement: 'linf' | 'l2';
  /** SHA-256 over the canonical verification keys, 32 bytes. A session pins it. */
  readonly digest: Uint8Array;
  /**
   * How the keys were made. Anyone who knows the randomness of `development` keys can forge proofs.
   * With `unfinished` keys, which have γ₂ = δ₂, everyone can; the public loaders and all sessions
   * refuse them.
   */
  readonly origin: 'ceremony' | 'development' | 'unfinished';
  /** Maximum number of coordinates in a row: c of a session is at most this. */
  readonly rowLength: number;
  /** b: the bound B of a session is at most 2^(b − 1) − 1. */
  readonly bits: number;
}

/** What one client claims about its committed rows. */
export interface ProofClaim extends ProofShape {
  readonly statement: Statement;
  readonly sessionDigest: Uint8Array;
  /** The client's number, from 0 to 2^32 − 2. */
  readonly client: number;
  /** The row commitments of the Commit message, as sent: 64 bytes for each row. */
  readonly commitments: Uint8Array;
}

/** A claim with its proof. */
export interface ProvenClaim extends ProofClaim {
  readonly proof: Uint8Array;
}

/** An input, and what its rows are committed with. */
export interface ProofInput extends ProofShape {
  readonly statement: Statement;
  /** The input: d integers. */
  readonly values: Int32Array;
  /** The blinders of the row commitments, 32 bytes for each row, little-endian. */
  readonly blinders: Uint8Array;
}

/** Row commitments that a prover made. */
export interface PreparedRows {
  /** The row commitments, 64 bytes for each row. */
  readonly commitments: Uint8Array;
  /** Intermediate results for the proof about these rows. As secret as the input. */
  readonly prepared: Uint8Array;
}

/** A claim with the secret values that make it true. */
export interface ProofWitness extends ProofClaim, ProofInput {
  /** From `commit` of the same prover, if it made the row commitments. */
  readonly prepared?: Uint8Array | undefined;
}

/** Makes range proofs. */
export interface RangeProver {
  readonly system: ProofSystemId;
  readonly setup: ProofSetup;
  /**
   * Commits to the rows of an input, if that saves work in the proof. The result is that of
   * `Kernel.commitRows`.
   *
   * @param input - the input, with its statement and blinders
   * @param work - progress and cancellation
   * @returns the commitments, and what `prove` takes as `prepared`; or `undefined` if there is
   *   nothing to save for this statement
   * @throws RangeError if a coordinate is beyond the bound, or the input malformed
   * @throws the signal's reason once it is aborted
   */
  commit?(input: ProofInput, work?: WorkOptions): Promise<PreparedRows | undefined>;
  /**
   * Proves a claim.
   *
   * @param witness - the claim, with its values and blinders
   * @param random - the client's source of randomness in this session
   * @param work - progress and cancellation
   * @returns the proof, whose size is `proofBytes` of the system
   * @throws RangeError if the claim is false or malformed
   * @throws the signal's reason once it is aborted
   */
  prove(witness: ProofWitness, random: RandomSource, work?: WorkOptions): Promise<Uint8Array>;
}

/** A prover with a worker that can be terminated. */
export interface ClosableRangeProver extends RangeProver {
  /** Terminates the worker. An idle worker does not keep a Node process alive. */
  close(): void;
}

/** Verifies range proofs. */
export interface RangeVerifier {
  readonly system: ProofSystemId;
  readonly setup: ProofSetup;
  /**
   * Verifies the proofs of many clients together.
   *
   * @param claims - claims with their proofs
   * @param work - progress and cancellation
   * @returns for each claim, in order, `undefined` if its proof is valid, or a sentence about what
   *   is wrong
   */
  verify(
    claims: readonly ProvenClaim[],
    work?: WorkOptions,
  ): Promise<readonly (string | undefined)[]>;
}

/**
 * Verifies claims with a given verifier, and requires a verdict on each: a missing verdict must not
 * count as a valid proof.
 *
 * @throws UsageError `wrong-input` if the verifier returns anything but one verdict for each claim
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
