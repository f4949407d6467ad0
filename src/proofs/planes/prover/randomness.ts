/** Randomness of a proof: see {@link proofRandomness}. */
import { sha256Bulk } from '../../../crypto/tupleHash.ts';
import { proofRandomness, type ProverSeeds } from '../../randomness.ts';
import { KIND, statementState } from '../challenges.ts';
import type { DrawElements } from '../opening/mask.ts';
import type { PlanesWitness } from '../statement.ts';

/** Increase this whenever the same statement and seeds give different proof bytes. */
const VERSION = 1;

/** Derives a separate stream of uniform elements for each purpose. */
export async function proverRandomness(
  witness: PlanesWitness,
  seeds: ProverSeeds,
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
  return proofRandomness(seeds, {
    kind: KIND,
    version: VERSION,
    state: statementState(witness),
    witness: digest,
  });
}
