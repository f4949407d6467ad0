/** What commands make and check proofs with. */
import type { Kernel } from '../kernel/kernel.ts';
import { createPlanesProver } from '../proofs/planes/prover/prover.ts';
import { planesVerifier } from '../proofs/planes/system.ts';
import type { StatementKind } from '../proofs/statement.ts';
import type { ClosableRangeProver, ProofSystemId, RangeVerifier } from '../proofs/system.ts';
import type { ProofDemand } from '../session/proofDemand.ts';
import { CommandError, EXIT } from './exitCodes.ts';
import {
  fastestFor,
  loadGroth16,
  powerOfTwoWithin,
  type VectorShape,
  verifierOf,
} from './proofKeys.ts';

/** A prover and a verifier. */
export interface ProofSystem {
  /** Closed by the code that loaded it. */
  readonly prover: ClosableRangeProver;
  readonly checker: RangeVerifier;
  /** The row length of its keys; `undefined` where a session's follows from its sizes. */
  readonly rowLength: number | undefined;
}

/** The system without a set-up. */
export function planesProofs(kernel: Kernel): ProofSystem {
  return {
    prover: createPlanesProver(),
    checker: planesVerifier(kernel),
    rowLength: undefined,
  };
}

/**
 * Loads what proves a kind of statement about vectors of a shape; of Groth16 with those of the package's keys that are the fastest.
 *
 * @param folder - of the proving keys, see `packageKeys`; for Groth16 alone
 * @throws CommandError where no keys fit, or snarkjs is not installed; ProofKeyError where the proving keys are not there
 */
export async function loadProofSystem(
  system: ProofSystemId,
  kind: StatementKind,
  shape: VectorShape,
  kernel: Kernel,
  folder?: string,
): Promise<ProofSystem> {
  if (system === 'planes') return planesProofs(kernel);
  if (kind === 'one-hot') {
    throw new CommandError(EXIT.usage, 'one-hot is proven by the proof system planes alone');
  }
  const keys = await fastestFor(kind, shape);
  return { ...(await loadGroth16(keys.name, folder)), rowLength: powerOfTwoWithin(keys.rowLength) };
}

/** What a verifier of records checks with; `undefined` where nothing is to be checked, or the package has no keys of the digest. */
export async function checkerFor(
  demand: ProofDemand,
  kernel: Kernel,
): Promise<RangeVerifier | undefined> {
  return demand.system === 'none' || demand.checking.mode === 'coordinator'
    ? undefined
    : coordinatorCheckerFor(demand, kernel);
}

/** What a coordinator checks with, whether or not others do. */
export async function coordinatorCheckerFor(
  demand: ProofDemand,
  kernel: Kernel,
): Promise<RangeVerifier | undefined> {
  switch (demand.system) {
    case 'none':
      return undefined;
    case 'planes':
      return planesVerifier(kernel);
    case 'groth16':
      return verifierOf(demand.setup);
  }
}
