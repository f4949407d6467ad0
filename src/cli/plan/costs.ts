import type { ProofWork } from './proofWork.ts';
import type { CostedScheme, Steps } from './work.ts';

/** CPU time of one step of each kind, in milliseconds over all threads. */
export interface UnitCosts {
  /** By the scheme whose steps they are. */
  readonly schemes: Readonly<
    Record<CostedScheme, { readonly client: Steps; readonly coordinator: Steps }>
  >;
  readonly verifier: Steps;
  readonly proofs: {
    readonly [Party in keyof ProofWork]: {
      readonly [Step in keyof ProofWork[Party]]: number;
    };
  };
}
