import type { ProofWork } from './proofWork.ts';
import type { Steps } from './work.ts';

/** CPU time of one step of each kind, in milliseconds over all threads. */
export interface UnitCosts {
  /** By the name of the scheme; `sparse` has the steps of `pairwise`. */
  readonly schemes: Readonly<
    Record<'pairwise' | 'coded', { readonly client: Steps; readonly coordinator: Steps }>
  >;
  readonly verifier: Steps;
  readonly proofs: {
    readonly [Party in keyof ProofWork]: {
      readonly [Step in keyof ProofWork[Party]]: number;
    };
  };
}
