/**
 * Messages between a prover and its worker. Secrets in an order are copies, which the worker owns
 * and wipes.
 */
import type { CompiledKernel } from '../../../kernel/wasm.ts';
import type { OpeningGenerators } from '../opening/basis.ts';
import type { PlanesWitness } from '../statement.ts';
import type { ProverSeeds } from '../../randomness.ts';

/**
 * An order to the worker: the kernel's modules first, then `prove` for each proof, one at a time.
 */
export type ProverOrder =
  { readonly kind: 'modules'; readonly modules: CompiledKernel } | ProveOrder;

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
  | { readonly kind: 'proven'; readonly proof: Uint8Array<ArrayBuffer> }
  /** `refused` is true if the claim is false or malformed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly refused: boolean };
