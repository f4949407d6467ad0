import { SCHEMES } from '../schemes/registry.ts';
import { type Argument, listOf, word } from '../usage/arguments.ts';
import type { SessionParameters } from './parameters.ts';

/** The accepted aggregation schemes. */
export interface SchemePolicy {
  /**
   * The schemes that are accepted: `pairwise`, `coded`. Without it every scheme is accepted.
   */
  readonly schemes?: readonly string[] | undefined;
}

/** The names of all schemes. */
export const SCHEME_NAMES: readonly string[] = [...SCHEMES.keys()];

/** Reads a list of schemes. */
export const schemesArgument: Argument<readonly string[]> = listOf(
  word(...SCHEME_NAMES),
  SCHEME_NAMES.length,
);

/** Why a policy does not accept a session's scheme, or `undefined`. */
export function schemeProblem(
  { schemes }: SchemePolicy,
  { scheme }: Pick<SessionParameters, 'scheme'>,
): string | undefined {
  return schemes === undefined || schemes.includes(scheme.kind)
    ? undefined
    : `the scheme ${scheme.kind} is not one that the policy accepts: ${schemes.join(', ') || 'it accepts none'}`;
}
