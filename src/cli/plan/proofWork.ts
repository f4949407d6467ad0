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

/** The cost of one step of each kind in {@link ProofWork}, in CPU milliseconds. */
export type ProofCosts = {
  readonly [Party in keyof ProofWork]: { readonly [Step in keyof ProofWork[Party]]: number };
};

/**
 * Fitted to `npm run bench:planes` on an AMD EPYC (434 ns for a point addition) while other programs ran, for 10^3 to 10^6 coordinates
 * of 1 to 32 bits. Expected times were within 20 % of the measured ones, except for one of eighteen batches, which took half as long
 * again.
 */
export const PROOF_COSTS: ProofCosts = {
  client: { proof: 18.6, column: 0.193, plane: 5.7, coordinate: 7.1e-4, digit: 6.6e-5 },
  verifier: { proof: 3.9, column: 2.77e-3, point: 0.0149 },
};

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
