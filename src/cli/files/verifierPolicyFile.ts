import { dirname, resolve } from 'node:path';
import { recordPolicy, type VerifierPolicy } from '../../record/policy.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Policy } from '../../session/policy.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import {
  type PolicyAdditions,
  tighteningProblems,
  withAdditions,
} from '../../session/tightenedPolicy.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { shippedKeysNamed } from '../proofKeys.ts';
import { policyShape, type PolicyProofs, withoutKeys } from './policyShape.ts';
import { readShaped } from './schema.ts';
import { modelDigest } from './taskFile.ts';

/** What the options of a command require, in addition to a policy file. */
export interface PolicyOptions extends Omit<VerifierPolicy, 'roster'> {
  /** Number of clients on the roster that is trusted, if it is known. */
  readonly rosterSize?: number | undefined;
}

/** The options that add to a policy file, by the fields of the policy. */
const FLAGS: Readonly<Partial<Record<keyof PolicyAdditions, string>>> = {
  minThreshold: '--min-clients',
  maxCorrupt: '--max-corrupt',
  bound: '--bound',
  length: '--length',
  rowLength: '--row-length',
  schemes: '--scheme',
  modelDigest: '--model-digest',
  layoutDigest: '--layout-digest',
};

/**
 * Reads a policy file as participants have it, and derives what a verifier requires, with the
 * options of the command. Options can only be stricter than the file.
 *
 * @throws CommandError if the file is malformed, or an option would take something off it;
 *   InputFileError if it or the model cannot be read
 */
export async function readVerifierPolicy(
  path: string,
  options: PolicyOptions,
): Promise<VerifierPolicy> {
  const { model, proofs, ...shape } = await readShaped(path, policyShape, 'policy');
  const policy: Policy = {
    ...shape,
    minClients: shape.minClients ?? options.rosterSize ?? 0,
    rosterDigest: options.rosterDigest,
    modelDigest: model === undefined ? undefined : await modelDigest(resolve(dirname(path), model)),
  };
  const { coordinatorKey, task, round, expectMine } = options;
  const added: PolicyAdditions = {
    minThreshold: options.minClients,
    maxCorrupt: options.maxCorrupt,
    bound: options.bound,
    encoding: options.encoding,
    length: options.length,
    rowLength: options.rowLength,
    schemes: options.schemes,
    modelDigest: options.modelDigest,
    layoutDigest: options.layoutDigest,
  };
  const filed = await proofPolicyOf(path, proofs);
  const problems = [
    ...tighteningProblems(policy, added, FLAGS),
    ...(coordinatorKey === undefined || equalBytes(coordinatorKey, policy.coordinatorKey)
      ? []
      : ['--coordinator-key is another than the policy’s']),
    ...proofProblems(filed, options.proofs ?? {}),
  ];
  if (problems.length > 0) {
    throw new CommandError(
      EXIT.usage,
      `${problems.join('; ')}: options can only be stricter than ${path}; leave them out, or change the file`,
    );
  }
  return {
    ...recordPolicy({ ...withAdditions(policy, added), proofs: { ...filed, ...given(options) } }),
    task,
    round,
    expectMine,
  };
}

/** The policy for proofs, with the digest of the keys that the file names. */
async function proofPolicyOf(path: string, proofs: PolicyProofs | undefined): Promise<ProofPolicy> {
  if (proofs?.keys === undefined) return { ...proofs };
  if (proofs.system === 'planes') {
    throw new CommandError(
      EXIT.input,
      `${path}: planes proofs need no keys; remove the field keys`,
    );
  }
  const { keyDigest } = await shippedKeysNamed(proofs.keys);
  return { ...withoutKeys(proofs), system: 'groth16', setup: keyDigest };
}

/** The requirements for proofs that the options give. */
function given({ proofs = {} }: PolicyOptions): ProofPolicy {
  return Object.fromEntries(Object.entries(proofs).filter(([, value]) => value !== undefined));
}

/**
 * Why options for proofs do not only add to those of a file. What both say must be equal, and only
 * the file can accept development keys.
 */
function proofProblems(file: ProofPolicy, options: ProofPolicy): string[] {
  const fields = {
    kind: '--require-proofs',
    system: '--require-proof-system',
    checking: '--require-checking',
    maxSquaredNorm: '--max-squared-norm',
    groups: '--require-choices',
    setup: '--proof-setup',
  } as const;
  const other = Object.entries(fields)
    .filter(([field]) => {
      const [filed, asked] = [file, options].map((policy) => policy[field as keyof typeof fields]);
      return filed !== undefined && asked !== undefined && !sameValue(filed, asked);
    })
    .map(([, flag]) => `${flag} is another than the policy’s`);
  return options.allowDevelopmentKeys === true && file.allowDevelopmentKeys !== true
    ? [...other, '--allow-development-keys accepts more than the policy']
    : other;
}

/** Whether two values from readers of policies are the same; they have their fields in one order. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b);
  return JSON.stringify(a) === JSON.stringify(b);
}
