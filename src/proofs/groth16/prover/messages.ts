/** What a maker of proofs and its worker tell each other. Everything secret in an order is a copy that the worker owns and wipes. */
import type { CircuitRole, ProvingFiles } from '../keys.ts';

/** x and y of a commitment, as public signals. */
export type PointSignals = readonly [bigint, bigint];

/** A commitment to a sum of squares, and its blinder. */
export interface SquaresInput {
  readonly point: PointSignals;
  /** 32 bytes, little-endian. */
  readonly blinder: Uint8Array;
}

/** One row to prove something about. */
export interface RowInput {
  readonly role: 'row';
  readonly point: PointSignals;
  /** As many as the circuit has, zeros at the end of a short row. */
  readonly values: Int32Array;
  readonly bound: number;
  /** 32 bytes, little-endian. */
  readonly blinder: Uint8Array;
  /** For `l2` only. */
  readonly squares: SquaresInput | undefined;
  readonly context: bigint;
}

/** The sum over the rows to prove something about: the sums of the commitments, and of their blinders mod ℓ. */
export interface NormInput {
  readonly role: 'norm';
  readonly squares: SquaresInput;
  readonly squaredNorm: number;
  readonly maxSquaredNorm: number;
  readonly context: bigint;
}

export type CircuitInput = RowInput | NormInput;

/** To a worker: what to load first, then proofs to make, one at a time. */
export type ProverOrder =
  | {
      readonly kind: 'load';
      /** A path for Node's `require`, or a URL for `importScripts`. */
      readonly snarkjs: string;
      readonly files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>>;
    }
  | { readonly kind: 'prove'; readonly input: CircuitInput };

/** A proof and its public signals, in decimal digits as snarkjs has them. */
export interface SnarkjsProof {
  readonly proof: {
    readonly pi_a: readonly string[];
    readonly pi_b: readonly (readonly string[])[];
    readonly pi_c: readonly string[];
  };
  readonly publicSignals: readonly string[];
}

/** From a worker. */
export type ProverAnswer =
  | ({ readonly kind: 'proven' } & SnarkjsProof)
  | { readonly kind: 'failed'; readonly reason: string };
