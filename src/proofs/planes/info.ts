/** The registry entry of the proof system `planes`. */
import type { Statement } from '../statement.ts';
import type { ProofShape, ProofSystemInfo } from '../system.ts';
import { planesRowLength } from './rowLength.ts';
import { shapeFault, type PlanesShape } from './statement.ts';
import { planesProofBytes } from './steps.ts';

/** Combines a session's statement and sizes into one shape. */
export function planesShape(statement: Statement, shape: ProofShape): PlanesShape {
  const { length, rowLength, bound } = shape;
  switch (statement.kind) {
    case 'linf':
      return { kind: 'linf', bound, length, rowLength };
    case 'l2':
      return { kind: 'l2', bound, maxSquaredNorm: statement.maxSquaredNorm, length, rowLength };
    case 'one-hot':
      return { kind: 'one-hot', groups: statement.groups, length, rowLength };
  }
}

/**
 * Digit planes: proves exact ranges, norms and choices about the row commitments, without a set-up.
 */
export const planesInfo: ProofSystemInfo = {
  id: 'planes',
  setup: 'transparent',
  supports: (statement, shape) => shapeFault(planesShape(statement, shape)),
  rowLength: (statement, { length, bound }) =>
    planesRowLength(length, statement.kind === 'one-hot' ? 0 : bound),
  proofBytes: (statement, shape) => planesProofBytes(planesShape(statement, shape)),
};
