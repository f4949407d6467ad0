import { equalBytes } from '../crypto/tupleHash.ts';
import { bytes32, type Fields, integer, optional } from '../usage/arguments.ts';
import type { EnabledChecks } from './checks/enabledChecks.ts';
import { type EncodingPolicy, encodingPolicy } from './encodingPolicy.ts';
import type { PinnedNumber } from './pinned.ts';
import type { Policy } from './policy.ts';
import { pinnedCount } from './policyArgument.ts';
import { schemesArgument } from './schemePolicy.ts';

/** What a request may add to a policy: each field as in the policy, and at least as strict. */
export type PolicyAdditions = {
  readonly [
    Name in
      | 'minClients'
      | 'minThreshold'
      | 'maxCorrupt'
      | 'bound'
      | 'encoding'
      | 'length'
      | 'rowLength'
      | 'schemes'
      | 'modelDigest'
      | 'layoutDigest'
  ]?: Policy[Name] | undefined;
};

/** What a request says of them: the digest of the layout follows from the tensors in it. */
export type WrittenAdditions = Omit<PolicyAdditions, 'layoutDigest'>;

/** Readers of {@link WrittenAdditions}. */
export const policyAdditions: Fields<WrittenAdditions> = {
  minClients: optional(integer(0)),
  minThreshold: optional(integer(0)),
  maxCorrupt: optional(integer(0)),
  bound: optional(pinnedCount),
  encoding: optional(encodingPolicy),
  length: optional(pinnedCount),
  rowLength: optional(pinnedCount),
  schemes: optional(schemesArgument),
  modelDigest: optional(bytes32),
};

/**
 * A policy with what a request adds to it. Requests may come from another program than the one whose policy it is, so a
 * request that would take something off the policy is rejected as a whole.
 *
 * @throws CheckFailure `request-tightens`
 */
export function tightenedPolicy(
  checks: EnabledChecks,
  policy: Policy,
  added: PolicyAdditions,
): Policy {
  const problems = tighteningProblems(policy, added);
  checks.require('request-tightens', problems.length === 0, () => ({
    message: `${problems.join('; ')}: a request can only be stricter than the policy; leave the field out of it`,
  }));
  return withAdditions(policy, added);
}

/**
 * Why additions would take something off a policy; empty if they only add to it.
 *
 * @param names - how the additions are called where they come from; default: as in the policy
 */
export function tighteningProblems(
  policy: Policy,
  added: PolicyAdditions,
  names: Readonly<Partial<Record<keyof PolicyAdditions, string>>> = {},
): readonly string[] {
  const named = (field: keyof PolicyAdditions): string => names[field] ?? field;
  return [
    lessProblem(named('minClients'), policy.minClients, added.minClients),
    lessProblem(named('minThreshold'), policy.minThreshold, added.minThreshold),
    lessProblem(named('maxCorrupt'), policy.maxCorrupt, added.maxCorrupt),
    widerProblem(named('bound'), policy.bound, added.bound),
    widerProblem(named('length'), policy.length, added.length),
    widerProblem(named('rowLength'), policy.rowLength, added.rowLength),
    moreProblem(named('schemes'), policy.schemes, added.schemes),
    ...encodingProblems(policy.encoding, added.encoding),
    otherProblem(named('modelDigest'), policy.modelDigest, added.modelDigest),
    otherProblem(named('layoutDigest'), policy.layoutDigest, added.layoutDigest),
  ].filter((problem) => problem !== undefined);
}

/** A policy with additions that only add to it; see {@link tighteningProblems}. */
export function withAdditions(policy: Policy, added: PolicyAdditions): Policy {
  const encoding = added.encoding && mergedEncoding(policy.encoding, added.encoding);
  return { ...policy, ...given(added), ...(encoding && { encoding }) };
}

/** What is required of an encoding by both, or by the addition alone where the policy has another kind. */
function mergedEncoding(policy: EncodingPolicy | undefined, added: EncodingPolicy): EncodingPolicy {
  return policy?.kind === added.kind ? { ...policy, ...given(added) } : added;
}

/** The fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]: NonNullable<T[K]> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]: NonNullable<T[K]> };
}

function lessProblem(name: string, least: number, asked: number | undefined): string | undefined {
  return asked === undefined || asked >= least
    ? undefined
    : `${name} ${asked} is less than the policy’s ${least}`;
}

function widerProblem(
  name: string,
  pinned: PinnedNumber | undefined,
  asked: PinnedNumber | undefined,
): string | undefined {
  if (pinned === undefined || asked === undefined) return undefined;
  const [outer, inner] = [rangeOf(pinned), rangeOf(asked)];
  return inner.min >= outer.min && inner.max <= outer.max
    ? undefined
    : `${name} ${rangeText(inner)} is not within the policy’s ${rangeText(outer)}`;
}

function moreProblem(
  name: string,
  accepted: readonly string[] | undefined,
  asked: readonly string[] | undefined,
): string | undefined {
  const further = asked?.filter((one) => accepted?.includes(one) === false) ?? [];
  return further.length === 0
    ? undefined
    : `${name} ${further.join(', ')} are not among the policy’s ${accepted?.join(', ')}`;
}

function encodingProblems(
  policy: EncodingPolicy | undefined,
  asked: EncodingPolicy | undefined,
): readonly (string | undefined)[] {
  if (policy === undefined || asked === undefined) return [];
  if (policy.kind === 'integer' || asked.kind === 'integer' || policy.kind !== asked.kind) {
    return [
      policy.kind === asked.kind
        ? undefined
        : `the encoding ${asked.kind} is another than the policy’s ${policy.kind}`,
    ];
  }
  const clip = widerProblem('encoding.clip', policy.clip, asked.clip);
  if (policy.kind === 'weighted-mean' && asked.kind === 'weighted-mean') {
    return [clip, widerProblem('encoding.maxWeight', policy.maxWeight, asked.maxWeight)];
  }
  if (policy.kind === 'fixed-point' && asked.kind === 'fixed-point') {
    return [clip, otherProblem('encoding.average', policy.average, asked.average)];
  }
  return [clip];
}

function otherProblem(
  name: string,
  pinned: Uint8Array | string | undefined,
  asked: Uint8Array | string | undefined,
): string | undefined {
  if (pinned === undefined || asked === undefined) return undefined;
  const same =
    typeof pinned === 'string' || typeof asked === 'string'
      ? pinned === asked
      : equalBytes(pinned, asked);
  return same ? undefined : `${name} is another than the policy’s`;
}

function rangeOf(pinned: PinnedNumber): { readonly min: number; readonly max: number } {
  return typeof pinned === 'number' ? { min: pinned, max: pinned } : pinned;
}

function rangeText({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
