/** The proof system `planes` as the rest of the library sees it: what it can prove, a prover, a verifier. */
import type { RandomSource } from '../../crypto/random.ts';
import type { Kernel, WorkOptions } from '../../kernel/kernel.ts';
import { provePlanes } from './prover/prove.ts';
import {
  shapeFault,
  type PlanesShape,
  type PlanesWitness,
  type ProvenPlanes,
} from './statement.ts';
import { planesProofBytes } from './steps.ts';
import { verifyPlanes } from './verifier/verify.ts';

/** What is known of a proof system without making or checking a proof. */
export interface ProofSystemInfo<Shape> {
  readonly id: string;
  /** Whether its keys come from a set-up that somebody has to be trusted with. */
  readonly setup: 'transparent' | 'structured';
  /** Why a statement cannot be proven, or `undefined`. */
  supports(shape: Shape): string | undefined;
  /** Bytes of every proof of a supported statement. */
  proofBytes(shape: Shape): number;
}

/** Makes proofs. */
export interface RangeProver<Witness> {
  readonly system: string;
  /**
   * @param witness - A claim with what makes it true.
   * @param random - Randomness of this proof alone.
   * @returns the proof. Rejects with a RangeError for a false claim or a malformed one, and with the signal's reason once it is aborted.
   */
  prove(witness: Witness, random: RandomSource, work?: WorkOptions): Promise<Uint8Array>;
}

/** Checks proofs. */
export interface RangeVerifier<Proven> {
  readonly system: string;
  /** @returns for each claim `undefined` where it is proven, or a sentence that says what is wrong */
  verify(claims: readonly Proven[], work?: WorkOptions): Promise<readonly (string | undefined)[]>;
}

const ID = 'planes';

/** Digit planes: exact ranges, norms and choices about the row commitments, without a set-up. */
export const planesSystem: ProofSystemInfo<PlanesShape> = {
  id: ID,
  setup: 'transparent',
  supports: shapeFault,
  proofBytes: planesProofBytes,
};

/**
 * A prover. Each proof is verified before it is handed out, as a wrong one would name an honest client.
 *
 * @param seed - 32 secret bytes of the participant's. All randomness of a proof is hashed from it together with fresh bytes, the statement
 *   and the witness. A participant that was started again sends the proof that it kept, and never proves again.
 */
export function planesProver(kernel: Kernel, seed: Uint8Array): RangeProver<PlanesWitness> {
  return {
    system: ID,
    prove: async (witness, random, work) => {
      const proof = await provePlanes(kernel, witness, { seed, fresh: random(32) }, work);
      const [problem] = await verifyPlanes(kernel, [{ ...witness, proof }], random);
      if (problem !== undefined) {
        throw new Error(`the proof that was made does not hold, so it is not sent: ${problem}`);
      }
      return proof;
    },
  };
}

/**
 * A verifier: all claims of a call are checked together, and those that do not hold are named.
 *
 * @param random - The verifier's own randomness, which no prover can foresee.
 */
export function planesVerifier(kernel: Kernel, random: RandomSource): RangeVerifier<ProvenPlanes> {
  return {
    system: ID,
    verify: (claims, work) => verifyPlanes(kernel, claims, random, work),
  };
}
