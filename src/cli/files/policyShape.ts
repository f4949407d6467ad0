import * as z from 'zod';
import type { EncodingPolicy } from '../../session/encodingPolicy.ts';
import type { PinnedNumber } from '../../session/pinned.ts';
import type { ProofPolicy } from '../../session/proofPolicy.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import { checking, choiceGroup, hex32 } from './schema.ts';

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

/** The contents of a policy file, which participants and verifiers read. */
export interface PolicyFile {
  /** The coordinator's public key; in the file, in hexadecimal. */
  readonly coordinatorKey: Uint8Array;
  /** Least number of clients n; default: the whole roster. */
  readonly minClients?: number | undefined;
  /** Least threshold t; for a verifier also the least number of inputs in the sum. */
  readonly minThreshold: number;
  /** Number of corrupt clients that a session must tolerate. */
  readonly maxCorrupt: number;
  /** The bound B. */
  readonly bound: PinnedNumber;
  /** How numbers are clipped, scaled and weighted; default: as the coordinator chooses. */
  readonly encoding?: EncodingPolicy | undefined;
  /** d, coordinates of a vector as it is sent; for a weighted mean, the last one is the weight. */
  readonly length?: PinnedNumber | undefined;
  /** c, coordinates in a row of the commitment. */
  readonly rowLength?: PinnedNumber | undefined;
  /** The aggregation schemes that are accepted; default: all. */
  readonly schemes?: readonly string[] | undefined;
  /** The range proofs that are required. */
  readonly proofs?: PolicyProofs | undefined;
  /** The reader's copy of the model; relative to the policy file. */
  readonly model?: string | undefined;
  /** Digest of the layout of the participants' tensors; in the file, in hexadecimal. */
  readonly layoutDigest?: Uint8Array | undefined;
}

/** What a policy file requires of proofs. */
export interface PolicyProofs extends Omit<ProofPolicy, 'setup'> {
  /** Name of groth16 keys in the package; sessions under other keys are rejected. */
  readonly keys?: string | undefined;
}

/** The format of a policy file. */
export const policyShape: z.ZodType<PolicyFile> = z.strictObject({
  coordinatorKey: hex32,
  minClients: z.int().min(3).optional(),
  minThreshold: z.int().min(2),
  maxCorrupt: z.int().min(0),
  bound: pinned(z.int().min(1)),
  encoding: encoding.optional(),
  length: pinned(z.int().min(1)).optional(),
  rowLength: pinned(z.int().min(1)).optional(),
  schemes: z.array(z.enum(SCHEME_NAMES)).min(1).optional(),
  proofs: z
    .strictObject({
      keys: z.string().optional(),
      kind: z.enum(['linf', 'l2', 'one-hot']).optional(),
      system: z.enum(['planes', 'groth16']).optional(),
      groups: z.array(choiceGroup).optional(),
      checking: checking.optional(),
      maxSquaredNorm: z.int().min(1).optional(),
      allowDevelopmentKeys: z.boolean().optional(),
    })
    .optional(),
  model: z.string().optional(),
  layoutDigest: hex32.optional(),
});

/** What a policy file requires of proofs, without the name of the keys. */
export function withoutKeys(proofs: PolicyProofs): Omit<PolicyProofs, 'keys'> {
  return Object.fromEntries(Object.entries(proofs).filter(([field]) => field !== 'keys'));
}
