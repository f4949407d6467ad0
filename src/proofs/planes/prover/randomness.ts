/**
 * Randomness of a proof, derived from the client's seed, fresh bytes, the statement and the witness
 * together. Two proofs with the same mask would reveal the witness. Without fresh bytes, the
 * randomness still differs for any two statements or witnesses; without a good seed, the fresh
 * bytes suffice.
 */
import { randomFieldElement } from '../../../crypto/field.ts';
import { sha256Bulk, tupleHash, tupleHashStream } from '../../../crypto/tupleHash.ts';
import { integersToBytes } from '../../../kernel/planes/workspace.ts';
import { statementState } from '../challenges.ts';
import type { DrawElements } from '../opening/mask.ts';
import type { PlanesWitness } from '../statement.ts';

/** Increase this whenever the same statement and seeds give different proof bytes. */
const VERSION = 1;

/** The seeds of a proof's randomness, 32 bytes each. */
export interface ProverSeeds {
  /** From the client's source of randomness; it may repeat after a restart. */
  readonly seed: Uint8Array;
  /** Drawn for this proof only. */
  readonly fresh: Uint8Array;
}

/** Derives a separate stream of uniform elements for each purpose. */
export async function proverRandomness(
  witness: PlanesWitness,
  { seed, fresh }: ProverSeeds,
): Promise<(purpose: string) => DrawElements> {
  const { values, blinders } = witness;
  const hidden = new Uint8Array(values.byteLength + blinders.length);
  const view = new DataView(hidden.buffer);
  values.forEach((value, i) => {
    view.setInt32(4 * i, value, true);
  });
  hidden.set(blinders, values.byteLength);
  const digest = await sha256Bulk(hidden);
  hidden.fill(0);
  const key = tupleHash(
    'veilsum-1/planes/prover',
    seed,
    fresh,
    VERSION,
    statementState(witness),
    digest,
  );
  return (purpose) => {
    const stream = tupleHashStream('veilsum-1/planes/randomness', key, purpose);
    return (count) => {
      const elements = new Uint8Array(32 * count);
      for (let i = 0; i < count; i++) {
        elements.set(integersToBytes([randomFieldElement(stream)]), 32 * i);
      }
      return elements;
    };
  };
}
