import { printError } from '../output.ts';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { EncodingPolicy } from '../../session/encodingPolicy.ts';
import { UsageError } from '../../session/outcome.ts';
import type { PinnedNumber } from '../../session/pinned.ts';
import type { Policy } from '../../session/policy.ts';
import { policyWarnings } from '../../session/policyArgument.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import type { Roster } from '../../session/roster.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { loadGroth16, powerOfTwoWithin } from '../proofKeys.ts';
import { planesProofs, type ProofSystem } from '../proofSystem.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { checking, choiceGroup, hex32, readShaped } from './schema.ts';
import { modelDigest } from './taskFile.ts';

/** An exact number, or a range with least and greatest value. */
const pinned = (number: z.ZodType<number>): z.ZodType<PinnedNumber> =>
  z.union([number, z.strictObject({ min: number, max: number })], 'needs a number, or {min, max}');

const clip = pinned(z.number().positive()).optional();

/** The encodings that a participant accepts. */
const encoding: z.ZodType<EncodingPolicy> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('integer') }),
  z.strictObject({
    kind: z.literal('fixed-point'),
    clip,
    average: z.enum(['sum', 'mean']).optional(),
  }),
  z.strictObject({
    kind: z.literal('weighted-mean'),
    clip,
    maxWeight: pinned(z.int().min(1)).optional(),
  }),
]);

/** The format of a policy file. */
const policyShape = z.strictObject({
  /** The coordinator's public key, in hexadecimal. */
  coordinatorKey: hex32,
  /** Least number of clients n; default: the whole roster. */
  minClients: z.int().min(3).optional(),
  /** Least threshold t. */
  minThreshold: z.int().min(2),
  /** Number of corrupt clients that a session must tolerate. */
  maxCorrupt: z.int().min(0),
  /** The bound B. */
  bound: pinned(z.int().min(1)),
  /** How numbers are clipped, scaled and weighted; default: as the coordinator chooses. */
  encoding: encoding.optional(),
  /** d, coordinates of a vector as it is sent; for a weighted mean, the last one is the weight. */
  length: pinned(z.int().min(1)).optional(),
  /** c, coordinates in a row of the commitment. */
  rowLength: pinned(z.int().min(1)).optional(),
  /** The aggregation schemes that are accepted; default: all. */
  schemes: z.array(z.enum(SCHEME_NAMES)).min(1).optional(),
  /**
   * The range proofs that the participant requires, and for groth16 the keys to prove and verify
   * with.
   */
  proofs: z
    .strictObject({
      /** Name of groth16 keys in the package; sessions under other keys are rejected. */
      keys: z.string().optional(),
      kind: z.enum(['linf', 'l2', 'one-hot']).optional(),
      system: z.enum(['planes', 'groth16']).optional(),
      groups: z.array(choiceGroup).optional(),
      checking: checking.optional(),
      maxSquaredNorm: z.int().min(1).optional(),
      allowDevelopmentKeys: z.boolean().optional(),
    })
    .optional(),
  /** The participant's copy of the model; relative to the policy file. */
  model: z.string().optional(),
});

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
  const { model, proofs, ...shape } = await readShaped(path, policyShape);
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

type PolicyProofs = NonNullable<z.infer<typeof policyShape>['proofs']>;

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

/** What a policy file requires of proofs, without the name of the keys. */
function withoutKeys(proofs: PolicyProofs): Omit<PolicyProofs, 'keys'> {
  const demanded: Partial<PolicyProofs> = { ...proofs };
  delete demanded.keys;
  return demanded;
}
