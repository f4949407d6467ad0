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
import type { Kernel } from '../../kernel/kernel.ts';
import { loadGroth16, powerOfTwoWithin } from '../proofKeys.ts';
import { planesProofs, type ProofSystem } from '../proofSystem.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { checking, choiceGroup, hex32, readShaped } from './schema.ts';
import { modelDigest } from './taskFile.ts';

/** A number exactly, or least and greatest. */
const pinned = (number: z.ZodType<number>): z.ZodType<PinnedNumber> =>
  z.union([number, z.strictObject({ min: number, max: number })], 'needs a number, or {min, max}');

const clip = pinned(z.number().positive()).optional();

/** What the numbers of a session mean. */
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

/** What a participant writes down of the sessions that it takes part in. */
const policyShape = z.strictObject({
  /** The coordinator's public key, in hexadecimal. */
  coordinatorKey: hex32,
  /** Least n; all of the roster where it is left out. */
  minClients: z.int().min(3).optional(),
  /** Least t. */
  minThreshold: z.int().min(2),
  /** Corrupt clients that a session must survive. */
  maxCorrupt: z.int().min(0),
  /** Least and greatest B. */
  bound: pinned(z.int().min(1)),
  /** How numbers are clipped, scaled and weighted; whatever the coordinator chose where it is left out. */
  encoding: encoding.optional(),
  /** d, coordinates of a vector as it travels; the last one of a weighted mean is the weight. */
  length: pinned(z.int().min(1)).optional(),
  /** c, coordinates of a committed row. */
  rowLength: pinned(z.int().min(1)).optional(),
  /** Range proofs: those that it demands, and for groth16 the keys that it makes and checks them with. */
  proofs: z
    .strictObject({
      /** The name of groth16 keys that come with the package; sessions under others are refused. */
      keys: z.string().optional(),
      kind: z.enum(['linf', 'l2', 'one-hot']).optional(),
      system: z.enum(['planes', 'groth16']).optional(),
      groups: z.array(choiceGroup).optional(),
      checking: checking.optional(),
      maxSquaredNorm: z.int().min(1).optional(),
      allowDevelopmentKeys: z.boolean().optional(),
    })
    .optional(),
  /** The model that this participant holds; relative to the policy file. */
  model: z.string().optional(),
});

/** A participant's policy, with what it makes proofs with where it is to. */
export interface ParticipantPolicy {
  readonly policy: Policy;
  /** The caller closes its prover. */
  readonly proofSystem: ProofSystem;
}

/**
 * Reads a participant's policy; it pins the roster that is given. What the policy leaves to the coordinator although it decides what is
 * seen of the input is said on stderr.
 *
 * @param keys - the folder of proving keys, see `packageKeys`; for policies that name groth16 keys
 * @throws CommandError
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

/** What proofs are made and checked with: under the keys that a policy names, or without any. */
async function proofSystemOf(
  path: string,
  proofs: PolicyProofs | undefined,
  kernel: Kernel,
  folder: string | undefined,
): Promise<ProofSystem> {
  const name = proofs?.keys;
  if (name === undefined) {
    if (proofs?.system !== 'groth16') return planesProofs(kernel);
    throw new CommandError(EXIT.input, `${path}: proofs of groth16 need keys; name them as keys`);
  }
  if (proofs?.system === 'planes') {
    throw new CommandError(EXIT.input, `${path}: proofs of planes need no keys; leave keys out`);
  }
  const groth16 = await loadGroth16(name, folder);
  const { setup } = groth16.prover;
  const rowLength = setup.kind === 'structured' ? powerOfTwoWithin(setup.rowLength) : undefined;
  return { ...groth16, rowLength };
}

/** What a policy's file says of proofs, under the keys that it names. */
function requireOf(proofs: PolicyProofs, { prover }: ProofSystem): ProofPolicy {
  const demanded = withoutKeys(proofs);
  const { setup } = prover;
  return setup.kind === 'structured'
    ? { ...demanded, system: 'groth16', setup: setup.digest }
    : demanded;
}

/** @throws CommandError for a policy that contradicts itself */
function warningsOf(path: string, policy: Policy): readonly string[] {
  try {
    return policyWarnings(policy).map((warning) => `${path}: ${warning}`);
  } catch (error) {
    if (error instanceof UsageError)
      throw new CommandError(EXIT.input, `${path}: ${error.message}`);
    throw error;
  }
}

/** What a policy demands of proofs itself; the keys that it names are read elsewhere. */
function withoutKeys(proofs: PolicyProofs): Omit<PolicyProofs, 'keys'> {
  const demanded: Partial<PolicyProofs> = { ...proofs };
  delete demanded.keys;
  return demanded;
}
