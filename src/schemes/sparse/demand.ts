import type { SchemeDemand } from '../../session/scheme.ts';
import type { MaskGraph } from './bounds.ts';

/**
 * The sparse scheme in session parameters.
 *
 *     scheme = ["sparse", k, t_k, minPresent]
 */
export interface SparseDemand extends SchemeDemand, MaskGraph {}

/** The mask graph that session parameters name. */
export function graphOf({ scheme }: { readonly scheme: SchemeDemand }): MaskGraph {
  return scheme as SparseDemand;
}

/** The mask graph of a session. */
export function sessionGraph({
  parameters,
}: {
  readonly parameters: { readonly scheme: SchemeDemand };
}): MaskGraph {
  return graphOf(parameters);
}
