import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Policy } from '../../session/policy.ts';
import type { Roster } from '../../session/roster.ts';
import { loadProofSystemOf, type ProofSystem } from '../proofKeys.ts';
import { checking, hex32, readShaped } from './schema.ts';
import { modelDigest } from './taskFile.ts';

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
  bound: z.strictObject({ min: z.int().min(1), max: z.int().min(1) }),
  /** Range proofs: those that it demands, and the keys that it makes and checks them with. */
  proofs: z
    .strictObject({
      /** The name of keys that come with the package; sessions under others are refused. */
      keys: z.string(),
      kind: z.enum(['linf', 'l2']).optional(),
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
  readonly proofSystem: ProofSystem | undefined;
}

/**
 * Reads a participant's policy; it pins the roster that is given.
 *
 * @param keys - the folder of proving keys, see `packageKeys`
 * @throws CommandError
 */
export async function readPolicy(
  path: string,
  roster: Roster,
  keys?: string,
): Promise<ParticipantPolicy> {
  const { model, proofs, ...shape } = await readShaped(path, policyShape);
  const proofSystem = proofs && (await loadProofSystemOf(proofs.keys, keys));
  const policy = {
    ...shape,
    minClients: shape.minClients ?? roster.size,
    rosterDigest: roster.digest,
    ...(model !== undefined && { modelDigest: await modelDigest(resolve(dirname(path), model)) }),
    ...(proofs &&
      proofSystem && { proofs: { ...proofs, keyDigest: proofSystem.prover.keyDigest } }),
  };
  return { policy, proofSystem };
}
