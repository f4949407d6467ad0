import {
  oneOfKinds,
  optional,
  positive,
  integer,
  strictObject,
  word,
  type Argument,
} from '../usage/arguments.ts';
import type { Encoding } from './encodings/index.ts';
import { pinned, pinnedProblem, type PinnedNumber } from './pinned.ts';

/**
 * The encoding that a client or a verifier accepts. It determines what the numbers of a session
 * mean: a coordinator that can choose clip and weights can choose whose input stands out in the
 * sum. Fields that are omitted accept the coordinator's choice.
 */
export type EncodingPolicy =
  | { readonly kind: 'integer' }
  | {
      readonly kind: 'fixed-point';
      /** In the unit of the values; should be about the largest expected magnitude. */
      readonly clip?: PinnedNumber | undefined;
      readonly average?: 'sum' | 'mean' | undefined;
    }
  | {
      readonly kind: 'weighted-mean';
      /** In the unit of the values. */
      readonly clip?: PinnedNumber | undefined;
      /**
       * Limits how much one participant can dominate: a mean is nearly the input of a participant
       * whose weight is far above the sum of the others'.
       */
      readonly maxWeight?: PinnedNumber | undefined;
    };

/** Why a policy does not accept a session's encoding, or `undefined`. */
export function encodingProblem(
  policy: EncodingPolicy | undefined,
  encoding: Encoding,
): string | undefined {
  if (policy === undefined) return undefined;
  switch (policy.kind) {
    case 'integer':
      return encoding.kind === 'integer' ? undefined : otherKind(policy, encoding);
    case 'fixed-point':
      if (encoding.kind !== 'fixed-point') return otherKind(policy, encoding);
      return (
        pinnedProblem('the clip', encoding.clip, policy.clip) ??
        (policy.average === undefined || policy.average === encoding.average
          ? undefined
          : `the sum decodes to a ${encoding.average}, but the policy accepts only a ${policy.average}`)
      );
    case 'weighted-mean':
      if (encoding.kind !== 'weighted-mean') return otherKind(policy, encoding);
      return (
        pinnedProblem('the clip', encoding.clip, policy.clip) ??
        pinnedProblem('the greatest weight', encoding.maxWeight, policy.maxWeight)
      );
  }
}

function otherKind(policy: EncodingPolicy, encoding: Encoding): string {
  return `the encoding is ${encoding.kind}, but the policy accepts only ${policy.kind}`;
}

const clip = optional(pinned(positive));

/** Reads an encoding policy. */
export const encodingPolicy: Argument<EncodingPolicy> = oneOfKinds<'kind', EncodingPolicy>('kind', {
  integer: strictObject({ kind: word('integer') }),
  'fixed-point': strictObject({
    kind: word('fixed-point'),
    clip,
    average: optional(word('sum', 'mean')),
  }),
  'weighted-mean': strictObject({
    kind: word('weighted-mean'),
    clip,
    maxWeight: optional(pinned(integer(1))),
  }),
});

/**
 * Warnings about choices that affect privacy and that the policy leaves to the coordinator, one
 * sentence each.
 */
export function openEncoding(policy: EncodingPolicy | undefined): string[] {
  if (policy === undefined) {
    return [
      'the policy leaves the encoding open, so the coordinator chooses how inputs are clipped, scaled and weighted, and thereby whose input stands out in the sum: pin it with "encoding"',
    ];
  }
  if (policy.kind === 'integer') return [];
  const warnings: string[] = [];
  if (policy.clip === undefined) {
    warnings.push(
      'the policy leaves the clip open: with a clip far above all other inputs, the sum shows only the outlier: pin it with "encoding.clip"',
    );
  }
  if (policy.kind === 'weighted-mean' && policy.maxWeight === undefined) {
    warnings.push(
      'the policy leaves the greatest weight open: with a large one, the mean is nearly the input of the participant that has it: pin it with "encoding.maxWeight"',
    );
  }
  return warnings;
}
