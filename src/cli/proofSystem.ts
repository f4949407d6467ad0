/** The proof systems that commands use. */
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
  /** The row length that its keys require; `undefined` if a session may choose it. */
  readonly rowLength: number | undefined;
}

/** The proof system without a set-up. */
export function planesProofs(kernel: Kernel): ProofSystem {
  return {
    prover: createPlanesProver(),
    checker: planesVerifier(kernel),
    rowLength: undefined,
  };
}

/**
 * Loads a proof system for a kind of statement about vectors of a shape. For Groth16, it uses the
 * package's keys that are the fastest.
 *
 * @param folder - Folder of proving keys, for Groth16 only; see `packageKeys`.
 * @throws CommandError if no keys fit, or snarkjs is not installed; ProofKeyError if a proving key
 *   is missing
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
    throw new CommandError(EXIT.usage, 'one-hot needs the proof system planes');
  }
  const keys = await fastestFor(kind, shape);
  return { ...(await loadGroth16(keys.name, folder)), rowLength: powerOfTwoWithin(keys.rowLength) };
}

/**
 * The verifier for the proofs in a record; `undefined` if there is nothing to verify, or the
 * package does not have the keys.
 */
export async function checkerFor(
  demand: ProofDemand,
  kernel: Kernel,
): Promise<RangeVerifier | undefined> {
  return demand.system === 'none' || demand.checking.mode === 'coordinator'
    ? undefined
    : coordinatorCheckerFor(demand, kernel);
}

/** The verifier that a coordinator uses, whether or not others verify the proofs too. */
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
