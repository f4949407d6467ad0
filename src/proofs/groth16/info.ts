/** The registry entry of the proof system `groth16`. */
import { MAX_SQUARED_NORM } from '../statement.ts';
import type { ProofSystemInfo } from '../system.ts';
import { groth16ProofBytes } from './sizes.ts';

/**
 * Groth16 over BN254 with circom circuits, keys from a ceremony, and one proof of constant size for
 * each row.
 */
export const groth16Info: ProofSystemInfo = {
  id: 'groth16',
  setup: 'structured',
  supports: (statement) => {
    switch (statement.kind) {
      case 'linf':
        return undefined;
      case 'l2':
        return statement.maxSquaredNorm <= MAX_SQUARED_NORM
          ? undefined
          : `the largest squared norm must be at most ${MAX_SQUARED_NORM}`;
      case 'one-hot':
        return 'groth16 proves linf and l2 alone; use planes for one-hot';
    }
  },
  rowLength: () => undefined,
  proofBytes: ({ kind }, { length, rowLength }) =>
    groth16ProofBytes(kind === 'l2' ? 'l2' : 'linf', Math.ceil(length / rowLength)),
};
