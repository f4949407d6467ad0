/**
 * Readers of policies. They reject unknown fields and values, as a misspelt requirement would
 * require nothing.
 */
import {
  type Argument,
  bytes32,
  integer,
  listOf,
  oneOfKinds,
  optional,
  strictObject,
  truth,
  word,
} from '../usage/arguments.ts';
import { encodingPolicy, openEncoding } from './encodingPolicy.ts';
import { pinned, type PinnedNumber } from './pinned.ts';
import type { Policy } from './policy.ts';
import { MAX_GROUPS } from '../proofs/statement.ts';
import { choiceGroup } from './draft.ts';
import type { ProofAudit } from './proofDemand.ts';
import type { ProofPolicy } from './proofPolicy.ts';
import { schemesArgument } from './schemePolicy.ts';

const checkingArgument: Argument<ProofAudit> = oneOfKinds<'mode', ProofAudit>('mode', {
  full: strictObject({ mode: word('full') }),
  audit: strictObject({ mode: word('audit'), sample: integer(1) }),
  coordinator: strictObject({ mode: word('coordinator') }),
});

/** Reads the requirements for range proofs. */
export const proofPolicyArgument: Argument<ProofPolicy> = strictObject<ProofPolicy>({
  kind: optional(word('linf', 'l2', 'one-hot')),
  system: optional(word('planes', 'groth16')),
  checking: optional(checkingArgument),
  maxSquaredNorm: optional(integer(1)),
  groups: optional(listOf(choiceGroup, MAX_GROUPS)),
  setup: optional(bytes32),
  allowDevelopmentKeys: optional(truth),
});

/** Reads a pinned size or bound. */
export const pinnedCount: Argument<PinnedNumber> = pinned(integer(1));

/** Reads a client's policy. */
export const policyArgument: Argument<Policy> = strictObject<Policy>({
  rosterDigest: bytes32,
  coordinatorKey: bytes32,
  minClients: integer(0),
  minThreshold: integer(0),
  maxCorrupt: integer(0),
  bound: pinnedCount,
  encoding: optional(encodingPolicy),
  length: optional(pinnedCount),
  rowLength: optional(pinnedCount),
  schemes: optional(schemesArgument),
  modelDigest: optional(bytes32),
  layoutDigest: optional(bytes32),
  proofs: optional(proofPolicyArgument),
});

/**
 * Warnings about what a policy leaves to the coordinator although it affects how much a sum reveals
 * of an input: the encoding, its clip, its greatest weight. Show them when a policy is loaded.
 *
 * @returns one sentence for each, which says what to pin; empty if all of it is pinned
 * @throws UsageError `wrong-input` if the argument is not a policy
 *
 * @example
 * ```ts
 * const closed = { ...policy, encoding: { kind: 'fixed-point', clip: { min: 0.5, max: 2 } } } as const;
 * policyWarnings(closed); // []
 * policyWarnings({ ...policy, encoding: { kind: 'fixed-point' } }).length; // 1
 * ```
 */
export function policyWarnings(policy: Policy): readonly string[] {
  return openEncoding(policyArgument(policy, 'policy').encoding);
}
