import { planesShape } from '../../proofs/planes/info.ts';
import { planesSizes } from '../../proofs/planes/sizes.ts';
import type { Session } from '../../session/session.ts';

/** How often each party performs each kind of step of proofs by `planes`. */
export interface ProofWork {
  /** Making a proof, and verifying it before it is sent. */
  readonly client: {
    readonly proof: number;
    /** c, columns of a row: folding, masks and the opening. */
    readonly column: number;
    /** Binary digits of one coordinate. */
    readonly plane: number;
    readonly coordinate: number;
    /** Digits of all coordinates. */
    readonly digit: number;
  };
  /** Verifying a batch of proofs. */
  readonly verifier: {
    readonly proof: number;
    /** Columns, of all proofs. */
    readonly column: number;
    /** Commitments to a row of digits, of all proofs. */
    readonly point: number;
  };
}

/**
 * The work on the proofs of one client; `undefined` if the session asks for none, or for proofs of another system, whose costs are not
 * known here.
 */
export function proofWorkOf(session: Session): ProofWork | undefined {
  const { proofs, ...shape } = session.parameters;
  if (proofs.system !== 'planes') return undefined;
  const { rowLength, rows, weights } = planesSizes(planesShape(proofs.statement, shape));
  const planes = weights.length;
  return {
    client: {
      proof: 1,
      column: rowLength,
      plane: planes,
      coordinate: shape.length,
      digit: shape.length * planes,
    },
    verifier: { proof: 1, column: rowLength, point: rows * planes },
  };
}

/** How many proofs somebody verifies who checks a record of a session, of those of all included clients. */
export function proofsVerified({ parameters: { proofs } }: Session, included: number): number {
  if (proofs.system === 'none') return 0;
  switch (proofs.checking.mode) {
    case 'full':
      return included;
    case 'audit':
      return Math.min(included, proofs.checking.sample);
    case 'coordinator':
      return 0;
  }
}
