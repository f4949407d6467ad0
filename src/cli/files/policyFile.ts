import { printError } from '../output.ts';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../session/outcome.ts';
import type { Policy } from '../../session/policy.ts';
import { policyWarnings } from '../../session/policyArgument.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import type { Roster } from '../../session/roster.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { loadGroth16, powerOfTwoWithin } from '../proofKeys.ts';
import { planesProofs, type ProofSystem } from '../proofSystem.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { type PolicyProofs, policyShape, withoutKeys } from './policyShape.ts';
import { readShaped } from './schema.ts';
import { modelDigest } from './taskFile.ts';

/** A participant's policy, with the proof system to use. */
export interface ParticipantPolicy {
  readonly policy: Policy;
  /** The caller must close its prover. */
  readonly proofSystem: ProofSystem;
}

/**
 * Reads a participant's policy file. The policy pins the given roster. Prints a warning for
 * everything that affects the input's privacy and that the policy leaves to the coordinator.
 *
 * @param keys - Folder of proving keys, for policies that name groth16 keys; see `packageKeys`.
 * @throws CommandError if the file is malformed or contradicts itself; InputFileError if it or the
 *   model cannot be read; ProofKeyError if the keys cannot be loaded
 */
export async function readPolicy(
  path: string,
  roster: Roster,
  kernel: Kernel,
  keys?: string,
): Promise<ParticipantPolicy> {
  const { model, proofs, ...shape } = await readShaped(path, policyShape, 'policy');
  const proofSystem = await proofSystemOf(path, proofs, kernel, keys);
  const policy: Policy = {
    ...shape,
    minClients: shape.minClients ?? roster.size,
    rosterDigest: roster.digest,
    ...(model !== undefined && { modelDigest: await modelDigest(resolve(dirname(path), model)) }),
    ...(proofs && { proofs: requireOf(proofs, proofSystem) }),
  };
  for (const warning of warningsOf(path, policy)) {
    printError(`warning: ${warning}\n`);
  }
  return { policy, proofSystem };
}

/** The proof system of a policy: groth16 with the keys that it names, otherwise planes. */
async function proofSystemOf(
  path: string,
  proofs: PolicyProofs | undefined,
  kernel: Kernel,
  folder: string | undefined,
): Promise<ProofSystem> {
  const name = proofs?.keys;
  if (name === undefined) {
    if (proofs?.system !== 'groth16') return planesProofs(kernel);
    throw new CommandError(
      EXIT.input,
      `${path}: groth16 proofs need keys; name them in the field keys`,
    );
  }
  if (proofs?.system === 'planes') {
    throw new CommandError(
      EXIT.input,
      `${path}: planes proofs need no keys; remove the field keys`,
    );
  }
  const groth16 = await loadGroth16(name, folder);
  const { setup } = groth16.prover;
  const rowLength = setup.kind === 'structured' ? powerOfTwoWithin(setup.rowLength) : undefined;
  return { ...groth16, rowLength };
}

/** The policy for proofs, with the digest of the keys that the file names. */
function requireOf(proofs: PolicyProofs, { prover }: ProofSystem): ProofPolicy {
  const demanded = withoutKeys(proofs);
  const { setup } = prover;
  return setup.kind === 'structured'
    ? { ...demanded, system: 'groth16', setup: setup.digest }
    : demanded;
}

/**
 * The warnings about a policy.
 *
 * @throws CommandError if the policy contradicts itself
 */
function warningsOf(path: string, policy: Policy): readonly string[] {
  try {
    return policyWarnings(policy).map((warning) => `${path}: ${warning}`);
  } catch (error) {
    if (error instanceof UsageError)
      throw new CommandError(EXIT.input, `${path}: ${error.message}`);
    throw error;
  }
}
