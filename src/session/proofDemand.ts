import { MAX_SQUARED_NORM } from '../proofs/groth16/statement.ts';
import { fixedBytes, integer, oneOf, struct, variant, type Codec } from '../wire/codec.ts';
import { MAX_CLIENTS } from './limits.ts';

/** Who checks a session's proofs, strongest first. */
export type ProofAudit =
  /** The record holds all of them, and every verifier checks all. */
  | { readonly mode: 'full' }
  /** The record holds all of them, and a verifier checks those of `sample` clients, which it draws itself. */
  | { readonly mode: 'audit'; readonly sample: number }
  /** The coordinator alone; the record holds none. */
  | { readonly mode: 'coordinator' };

/** What a session asks every client to prove about its committed vector. */
export type ProofDemand = { readonly kind: 'none' } | LinfDemand | L2Demand;

/** Every |x_i| ≤ B. */
export interface LinfDemand {
  readonly kind: 'linf';
  /** 32 bytes: the digest of the verification key(s). */
  readonly keyDigest: Uint8Array;
  readonly checking: ProofAudit;
}

/** Every |x_i| ≤ B, and Σ x_i² ≤ B₂². */
export interface L2Demand {
  readonly kind: 'l2';
  /** 32 bytes: the digest of the verification key(s). */
  readonly keyDigest: Uint8Array;
  /** B₂², 1 to 2^52 − 1. */
  readonly maxSquaredNorm: number;
  readonly checking: ProofAudit;
}

const checkingCodec: Codec<ProofAudit> = variant('mode', {
  full: struct<Extract<ProofAudit, { mode: 'full' }>>({ mode: oneOf('full') }),
  audit: struct<Extract<ProofAudit, { mode: 'audit' }>>({
    mode: oneOf('audit'),
    sample: integer(1, MAX_CLIENTS),
  }),
  coordinator: struct<Extract<ProofAudit, { mode: 'coordinator' }>>({ mode: oneOf('coordinator') }),
});

/** What a session asks for, on the wire: an array that begins with its kind. */
export const proofDemandCodec: Codec<ProofDemand> = variant('kind', {
  none: struct<{ kind: 'none' }>({ kind: oneOf('none') }),
  linf: struct<LinfDemand>({
    kind: oneOf('linf'),
    keyDigest: fixedBytes(32),
    checking: checkingCodec,
  }),
  l2: struct<L2Demand>({
    kind: oneOf('l2'),
    keyDigest: fixedBytes(32),
    maxSquaredNorm: integer(1, MAX_SQUARED_NORM),
    checking: checkingCodec,
  }),
});

/** What makes a demand useless in a session of `clients`, or `undefined`. */
export function proofDemandProblem(demand: ProofDemand, clients: number): string | undefined {
  if (demand.kind === 'none' || demand.checking.mode !== 'audit') return undefined;
  const { sample } = demand.checking;
  return sample <= clients
    ? undefined
    : `an audit of ${sample} clients is more than the session’s ${clients}`;
}

/** The way of checking in a word, or with its number. */
export function checkingText(checking: ProofAudit): string {
  return checking.mode === 'audit' ? `audit:${checking.sample}` : checking.mode;
}
