/** Parts that several commands print as JSON. */
import type { Statement } from '../../proofs/statement.ts';
import type { ProofAudit } from '../../session/proofDemand.ts';

/** The proofs that a session requires. */
export type ProofsJson =
  | { readonly system: 'none' }
  | {
      readonly system: 'planes';
      readonly statement: Statement;
      readonly checking: ProofAudit;
    }
  | {
      readonly system: 'groth16';
      readonly statement: Statement;
      /** Digest of the keys, in hexadecimal. */
      readonly setup: string;
      readonly checking: ProofAudit;
    };

/** What a command shows of a sum. */
export interface SumSummary {
  /** What the values are. */
  readonly of: 'sum' | 'mean' | 'weighted mean';
  readonly type: 'int64' | 'float64';
  readonly shape: readonly [number];
  readonly min: number;
  readonly max: number;
  /** The first values, at most five; `last` likewise. */
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** SHA-256 of the values at 8 bytes each, little-endian, as in the data of the `.npy` file. */
  readonly sha256: string;
  /** All values, if there are at most 1,000. */
  readonly values?: readonly number[];
}

/** A sum, or why it cannot be shown. */
export type SumJson =
  | { readonly problem: string }
  | (SumSummary & {
      /** Where to find all values, if they are not included. */
      readonly allValues?: string;
    });
