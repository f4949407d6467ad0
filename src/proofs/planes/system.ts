/**
 * The proof system `planes` behind the common interfaces: its verifier, and the conversion of
 * claims.
 */
import { systemRandom, type RandomSource } from '../../crypto/random.ts';
import { randomSource } from '../../crypto/randomArgument.ts';
import { having } from '../../usage/arguments.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type {
  ProofClaim,
  ProofInput,
  ProofWitness,
  RangeVerifier,
  TransparentSetup,
} from '../system.ts';
import { planesShape } from './info.ts';
import type { PlanesClaim, PlanesInput, PlanesWitness } from './statement.ts';
import { verifyPlanes } from './verifier/verify.ts';

const kernelArgument = having<Kernel>('a kernel: await defaultKernel(), or await createKernel()', [
  'liftPoints',
  'clearCofactor',
]);

/** The set-up of `planes`: nothing has to be trusted. */
export const TRANSPARENT: TransparentSetup = { kind: 'transparent' };

/** Converts an input to the representation of this system. */
export function planesInput(input: ProofInput): PlanesInput {
  const { values, blinders } = input;
  return { ...planesShape(input.statement, input), values, blinders };
}

/** Converts a witness to the representation of this system. */
export function planesWitness(witness: ProofWitness): PlanesWitness {
  return { ...planesClaim(witness), ...planesInput(witness), prepared: witness.prepared };
}

/**
 * Creates a verifier for proofs of the system `planes`. It needs no keys. All claims of a call are
 * verified together; if the batch fails, invalid proofs are found by bisection.
 *
 * @param kernel - for example `await defaultKernel()`
 * @param random - the verifier's own randomness, which a prover must not be able to predict;
 *   default: the platform's
 * @throws UsageError `wrong-input` if an argument is not a kernel or not a source of randomness
 *
 * @example
 * ```ts
 * const checker = planesVerifier(await defaultKernel());
 * checker.setup.kind; // 'transparent'
 * ```
 */
export function planesVerifier(kernel: Kernel, random: RandomSource = systemRandom): RangeVerifier {
  kernelArgument(kernel, 'kernel');
  randomSource(random, 'random');
  return {
    system: 'planes',
    setup: TRANSPARENT,
    verify: (claims, work) =>
      verifyPlanes(
        kernel,
        claims.map((claim) => ({ ...planesClaim(claim), proof: claim.proof })),
        random,
        work,
      ),
  };
}

function planesClaim(claim: ProofClaim): PlanesClaim {
  const { sessionDigest, client, commitments } = claim;
  return { ...planesShape(claim.statement, claim), sessionDigest, client, commitments };
}
