/**
 * The prover's randomness: from its seed, fresh bytes, the statement and the witness at once. Without the fresh bytes it is still
 * never the same for two statements or two witnesses, and without a good seed the fresh bytes are enough: masks that serve
 * two conversations would show the witness.
 */
import { randomFieldElement } from '../../../crypto/field.ts';
import { sha256Bulk, tupleHash, tupleHashStream } from '../../../crypto/tupleHash.ts';
import { integersToBytes } from '../../../kernel/planes/workspace.ts';
import { statementState } from '../challenges.ts';
import type { DrawElements } from '../opening/mask.ts';
import type { PlanesWitness } from '../statement.ts';

/** Changes with everything that changes a proof's bytes for the same statement. */
const VERSION = 1;

/** What a proof's randomness is made from, 32 bytes each. */
export interface ProverSeeds {
  /** The participant's own, which it may have to use again after a restart. */
  readonly seed: Uint8Array;
  /** Drawn for this proof alone. */
  readonly fresh: Uint8Array;
}

/** Uniform elements for one purpose after another: no purpose's stream says anything of another's. */
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
