/** What a prover and its worker tell each other. Everything secret in an order is a copy that the worker owns and wipes. */
import type { OpeningGenerators } from '../opening/basis.ts';
import type { PlanesWitness } from '../statement.ts';
import type { ProverSeeds } from './randomness.ts';

/** To a worker: the kernel's module first, then proofs to make, one at a time. */
export type ProverOrder =
  { readonly kind: 'module'; readonly module: WebAssembly.Module } | ProveOrder;

/** One proof to make. */
export interface ProveOrder {
  readonly kind: 'prove';
  readonly witness: PlanesWitness;
  readonly seeds: ProverSeeds;
  readonly generators: OpeningGenerators;
}

/** From a worker. */
export type ProverAnswer =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'proven'; readonly proof: Uint8Array<ArrayBuffer> }
  /** `refused`: the claim is false or malformed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly refused: boolean };
