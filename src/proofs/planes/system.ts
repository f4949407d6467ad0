/** The proof system `planes` as the rest of the library sees it: its verifier, and claims as its own code takes them. */
import { systemRandom, type RandomSource } from '../../crypto/random.ts';
import { randomSource } from '../../crypto/randomArgument.ts';
import { having } from '../../usage/arguments.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ProofClaim, ProofWitness, RangeVerifier, TransparentSetup } from '../system.ts';
import { planesShape } from './info.ts';
import type { PlanesClaim, PlanesWitness } from './statement.ts';
import { verifyPlanes } from './verifier/verify.ts';

const kernelArgument = having<Kernel>('a kernel: await defaultKernel(), or await createKernel()', [
  'liftPoints',
  'clearCofactor',
]);

/** Nothing has to be trusted. */
export const TRANSPARENT: TransparentSetup = { kind: 'transparent' };

/** A witness as the system's own code takes it. */
export function planesWitness(witness: ProofWitness): PlanesWitness {
  const { values, blinders } = witness;
  return { ...planesClaim(witness), values, blinders };
}

/**
 * A verifier for proofs of the system `planes`, which needs no keys: all claims of a call are checked together, and those that do not hold
 * are named.
 *
 * @param kernel - See `defaultKernel`.
 * @param random - The verifier's own randomness, which no prover can foresee; default: the platform's.
 * @throws UsageError `wrong-input` for an argument that is not a kernel or not a source of randomness
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
