/**
 * The messages of a proof in order, with the challenges that follow each. Prover and verifier both
 * go through this table, so that every message is hashed.
 */
import { labels, type ProofStep } from '../conversation.ts';
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

/** All steps of a proof with the given sizes. */
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
 * Size in bytes of every proof of a statement with this shape.
 *
 * @throws RangeError if the shape cannot be proven
 */
export function planesProofBytes(shape: PlanesShape): number {
  return proofSteps(planesSizes(shape)).reduce((sum, { bytes }) => sum + bytes, 0);
}
