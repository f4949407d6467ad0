import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Policy } from '../../session/policy.ts';
import type { Roster } from '../../session/roster.ts';
import { hex32, readShaped } from './schema.ts';
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
  /** The model that this participant holds; relative to the policy file. */
  model: z.string().optional(),
});

/** Reads a participant's policy; it pins the roster that is given. @throws CommandError */
export async function readPolicy(path: string, roster: Roster): Promise<Policy> {
  const { model, ...shape } = await readShaped(path, policyShape);
  return {
    ...shape,
    minClients: shape.minClients ?? roster.size,
    rosterDigest: roster.digest,
    ...(model !== undefined && { modelDigest: await modelDigest(resolve(dirname(path), model)) }),
  };
}
