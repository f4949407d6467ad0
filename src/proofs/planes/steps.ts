/**
 * The conversation of prover and verifier: what is sent, in which order, and which challenges follow. Both sides walk through
 * this one table, so that nothing can be read or written without being hashed.
 */
import { FOLDINGS, lastLength } from './limits.ts';
import {
  bytesOfElements,
  bytesOfPoints,
  planePoints,
  planesSizes,
  SHOWN,
  SHOWN_LAST,
  type PlanesSizes,
} from './sizes.ts';
import type { PlanesShape } from './statement.ts';

/** One message of the prover, and the labels of the challenges that are drawn after it. */
export interface ProofStep {
  readonly label: string;
  readonly bytes: number;
  readonly draws: readonly string[];
}

/** prefix-0 … prefix-(count − 1) */
export function labels(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
}

/** All steps of a proof of these sizes. */
export function proofSteps(sizes: PlanesSizes): readonly ProofStep[] {
  const { planeVariables, variables, squared, weights, auxiliary, rowLength } = sizes;
  const choices = weights.length === 1;
  const finals = bytesOfElements(squared ? 2 : 1);
  return [
    { label: 'planes', bytes: bytesOfPoints(planePoints(sizes)), draws: [] },
    {
      label: 'pads',
      bytes: bytesOfPoints(1),
      draws: [
        ...labels('tau-k', planeVariables),
        ...labels('tau', variables),
        ...(choices ? ['gamma'] : []),
      ],
    },
    ...labels('k', planeVariables).map((label, t) => ({
      label,
      bytes: bytesOfElements(SHOWN),
      draws: squared && t === planeVariables - 1 ? [label, 'lambda'] : [label],
    })),
    ...labels('i', variables).map((label, t) => ({
      label,
      bytes: bytesOfElements(t === variables - 1 ? SHOWN_LAST : SHOWN),
      draws: [label],
    })),
    { label: 'masked', bytes: finals, draws: squared ? ['mu'] : [] },
    { label: 'first', bytes: bytesOfPoints(2), draws: [] },
    { label: 't', bytes: bytesOfElements(2), draws: ['opening'] },
    { label: 'responses', bytes: bytesOfElements(2 + auxiliary), draws: ['xi'] },
    ...labels('fold', FOLDINGS).map((label) => ({
      label,
      bytes: bytesOfPoints(2),
      draws: [label],
    })),
    { label: 'last', bytes: bytesOfElements(lastLength(rowLength)), draws: [] },
  ];
}

/**
 * Bytes of a proof of a statement of this shape: each has exactly so many.
 *
 * @throws RangeError for a shape that cannot be proven.
 */
export function planesProofBytes(shape: PlanesShape): number {
  return proofSteps(planesSizes(shape)).reduce((sum, { bytes }) => sum + bytes, 0);
}
