/**
 * Messages between a prover and its worker. Secrets in an order are copies, which the worker owns
 * and wipes.
 */
import type { CompiledKernel } from '../../../kernel/wasm.ts';
import type { PreparedRows } from '../../system.ts';
import type { OpeningGenerators } from '../opening/basis.ts';
import type { PlanesInput, PlanesWitness } from '../statement.ts';
import type { ProverSeeds } from '../../randomness.ts';

/**
 * An order to the worker: the kernel's modules first, then `commit` and `prove` for each input, one
 * at a time.
 */
export type ProverOrder =
  { readonly kind: 'modules'; readonly modules: CompiledKernel } | CommitOrder | ProveOrder;

/** Commits to the rows of one input. */
export interface CommitOrder {
  readonly kind: 'commit';
  readonly input: PlanesInput;
  readonly generators: OpeningGenerators;
}

/** Makes one proof. */
export interface ProveOrder {
  readonly kind: 'prove';
  readonly witness: PlanesWitness;
  readonly seeds: ProverSeeds;
  readonly generators: OpeningGenerators;
}

/** A message from the worker. `progress` may come any number of times before the last answer. */
export type ProverAnswer =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'committed'; readonly rows: PreparedRows }
  | { readonly kind: 'proven'; readonly proof: Uint8Array<ArrayBuffer> }
  /** `refused` is true if the claim is false or malformed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly refused: boolean };

/** The secret arrays of an order to prove. */
export function secretsOf({
  witness,
  seeds,
}: Pick<ProveOrder, 'witness' | 'seeds'>): (Int32Array | Uint8Array)[] {
  const { values, blinders, prepared } = witness;
  return [values, blinders, seeds.seed, seeds.fresh, ...(prepared ? [prepared] : [])];
}
