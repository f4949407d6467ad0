/**
 * Messages between a prover and its worker. Secrets in an order are copies, which the worker owns
 * and wipes.
 */
import type { CircuitRole, ProvingFiles } from '../keys.ts';

/** Coordinates x and y of a commitment, as public signals. */
export type PointSignals = readonly [bigint, bigint];

/** A commitment to a sum of squares, with its blinder. */
export interface SquaresInput {
  readonly point: PointSignals;
  /** 32 bytes, little-endian. */
  readonly blinder: Uint8Array;
}

/** Input of the row circuit. */
export interface RowInput {
  readonly role: 'row';
  readonly point: PointSignals;
  /** As many values as the circuit takes; a short row is padded with zeros. */
  readonly values: Int32Array;
  readonly bound: number;
  /** 32 bytes, little-endian. */
  readonly blinder: Uint8Array;
  /** `undefined` for `linf`. */
  readonly squares: SquaresInput | undefined;
  readonly context: bigint;
}

/**
 * Input of the norm circuit: the sum of the rows' commitments to sums of squares, and the sum of
 * their blinders mod ℓ.
 */
export interface NormInput {
  readonly role: 'norm';
  readonly squares: SquaresInput;
  readonly squaredNorm: number;
  readonly maxSquaredNorm: number;
  readonly context: bigint;
}

/** Input of either circuit. */
export type CircuitInput = RowInput | NormInput;

/** An order to the worker: `load` first, then `prove` for each proof, one at a time. */
export type ProverOrder =
  | {
      readonly kind: 'load';
      /** A path for Node's `require`, or a URL for `importScripts`. */
      readonly snarkjs: string;
      readonly files: Readonly<Partial<Record<CircuitRole, ProvingFiles>>>;
    }
  | { readonly kind: 'prove'; readonly input: CircuitInput };

/** A proof as snarkjs returns it: coordinates and public signals as decimal strings. */
export interface SnarkjsProof {
  readonly proof: {
    readonly pi_a: readonly string[];
    readonly pi_b: readonly (readonly string[])[];
    readonly pi_c: readonly string[];
  };
  readonly publicSignals: readonly string[];
}

/** The worker's answer to a `prove` order. */
export type ProverAnswer =
  | ({ readonly kind: 'proven' } & SnarkjsProof)
  | { readonly kind: 'failed'; readonly reason: string };
