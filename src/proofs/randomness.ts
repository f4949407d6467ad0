/**
 * Randomness of a proof, derived from the client's seed, fresh bytes, the statement and the witness
 * together. Two proofs with the same mask would reveal the witness. Without fresh bytes, the
 * randomness still differs for any two statements or witnesses; without a good seed, the fresh
 * bytes suffice.
 */
import { randomFieldElement } from '../crypto/field.ts';
import { tupleHash, tupleHashStream } from '../crypto/tupleHash.ts';
import { integersToBytes } from '../kernel/planes/workspace.ts';
import type { DrawElements } from './planes/opening/mask.ts';

/** The seeds of a proof's randomness, 32 bytes each. */
export interface ProverSeeds {
  /** From the client's source of randomness; it may repeat after a restart. */
  readonly seed: Uint8Array;
  /** Drawn for this proof only. */
  readonly fresh: Uint8Array;
}

/** What randomness is derived from, in addition to the seeds. */
export interface RandomnessContext {
  /** The name of the kind of proof, which is in the domains of all hashes. */
  readonly kind: string;
  /** Increase this whenever the same statement and seeds give different proof bytes. */
  readonly version: number;
  /** A hash of the whole statement. */
  readonly state: Uint8Array;
  /** A digest of the whole witness. */
  readonly witness: Uint8Array;
}

/** Derives a separate stream of uniform elements for each purpose. */
export function proofRandomness(
  { seed, fresh }: ProverSeeds,
  { kind, version, state, witness }: RandomnessContext,
): (purpose: string) => DrawElements {
  const key = tupleHash(`veilsum-1/${kind}/prover`, seed, fresh, version, state, witness);
  return (purpose) => {
    const stream = tupleHashStream(`veilsum-1/${kind}/randomness`, key, purpose);
    return (count) => {
      const elements = new Uint8Array(32 * count);
      for (let i = 0; i < count; i++) {
        elements.set(integersToBytes([randomFieldElement(stream)]), 32 * i);
      }
      return elements;
    };
  };
}
