/**
 * A proof is verified before it is returned: an invalid one would be evidence against an honest
 * client.
 */
import type { RandomSource } from '../../../crypto/random.ts';
import type { WorkOptions } from '../../../kernel/kernel.ts';
import type { OpeningGenerators } from '../opening/basis.ts';
import type { PlanesWitness } from '../statement.ts';
import { verifyPlanesWith } from '../verifier/verify.ts';
import { provePlanesWith } from './prove.ts';
import type { ProverSeeds } from '../../randomness.ts';

/**
 * Proves a claim and verifies the proof.
 *
 * @param random - the randomness of the verification: from this machine, independent of `seeds`
 * @returns the proof
 * @throws RangeError if the claim is false or the witness malformed
 * @throws Error if the proof does not verify
 */
export async function proveVerified(
  generators: OpeningGenerators,
  witness: PlanesWitness,
  seeds: ProverSeeds,
  random: RandomSource,
  work?: WorkOptions,
): Promise<Uint8Array> {
  const proof = await provePlanesWith(generators, witness, seeds, work);
  const [problem] = await verifyPlanesWith(generators, [{ ...witness, proof }], random);
  if (problem !== undefined) {
    throw new Error(`the proof that was made does not hold, so it is not sent: ${problem}`);
  }
  return proof;
}
