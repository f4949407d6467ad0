import { toHex } from '../crypto/hex.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { ProofKeys, ProofKind } from '../proofs/system.ts';
import { type ProofAudit, checkingText, type ProofDemand } from './proofDemand.ts';
import type { Session } from './session.ts';

/**
 * What a client or a verifier requires of a session's range proofs. Fields that are left out
 * require nothing.
 */
export interface ProofPolicy {
  /** The least kind: `l2` bounds every coordinate by B, as `linf` does, and also the norm. */
  readonly kind?: ProofKind | undefined;
  /**
   * The weakest acceptable checking: `full` is stronger than `audit` (of at least that many), which
   * is stronger than `coordinator`.
   */
  readonly checking?: ProofAudit | undefined;
  /** The largest B₂² of an `l2` session. */
  readonly maxSquaredNorm?: number | undefined;
  /** The digest of the verification key(s) that must be in use; 32 bytes. */
  readonly keyDigest?: Uint8Array | undefined;
  /**
   * Whether to accept keys that were made from public constants: with them anyone can prove
   * anything. For tests and for trying things out; default false.
   */
  readonly allowDevelopmentKeys?: boolean | undefined;
}

/** Why a session's proofs do not satisfy a policy, or `undefined`. */
export function proofPolicyProblem(
  policy: ProofPolicy,
  { parameters: { proofs } }: Session,
): string | undefined {
  const { kind, checking, maxSquaredNorm } = policy;
  if (kind !== undefined && STRENGTH[proofs.kind] < STRENGTH[kind]) {
    return `the session asks for ${wordFor(proofs)}, but the policy requires ${kind} proofs`;
  }
  if (proofs.kind === 'none') {
    return checking === undefined && maxSquaredNorm === undefined
      ? undefined
      : 'the session asks for no proofs, but the policy requires them';
  }
  if (checking !== undefined && strengthOf(proofs.checking) < strengthOf(checking)) {
    return `proofs are checked by ${checkingText(proofs.checking)}, less than the policy’s ${checkingText(checking)}`;
  }
  if (maxSquaredNorm === undefined) return undefined;
  if (proofs.kind !== 'l2') return 'the session bounds no norm, but the policy requires it';
  return proofs.maxSquaredNorm <= maxSquaredNorm
    ? undefined
    : `the squared norm may be ${proofs.maxSquaredNorm}, more than the policy’s ${maxSquaredNorm}`;
}

/** Why keys must not be used for a session, or `undefined`. Sessions without proofs need none. */
export function proofSetupProblem(
  policy: ProofPolicy,
  session: Session,
  keys: ProofKeys,
): string | undefined {
  return pinProblem(policy, session) ?? unfitProblem(session, keys) ?? untrusted(policy, keys);
}

/** Why a session's verification key is not the pinned one, or `undefined`. */
export function pinProblem(policy: ProofPolicy, session: Session): string | undefined {
  const { proofs } = session.parameters;
  if (proofs.kind === 'none' || policy.keyDigest === undefined) return undefined;
  return equalBytes(proofs.keyDigest, policy.keyDigest)
    ? undefined
    : `the session’s proofs are under the key ${toHex(proofs.keyDigest)}, not under the pinned one`;
}

/** Why keys are not the session's, or too small for it; `undefined` if they fit. */
function unfitProblem({ parameters }: Session, keys: ProofKeys): string | undefined {
  const { proofs, rowLength, bound } = parameters;
  if (proofs.kind === 'none') return undefined;
  if (keys.kind !== proofs.kind || !equalBytes(keys.keyDigest, proofs.keyDigest)) {
    return `the session’s ${proofs.kind} proofs are under the key ${toHex(proofs.keyDigest)}; the given keys are ${keys.kind} keys, digest ${toHex(keys.keyDigest)}`;
  }
  if (rowLength > keys.rowLength) {
    return `rows of ${rowLength} coordinates are longer than the ${keys.rowLength} of the keys`;
  }
  const largest = 2 ** (keys.bits - 1) - 1;
  return bound <= largest
    ? undefined
    : `the bound ${bound} is beyond the ${largest} of keys for ${keys.bits} bits`;
}

function untrusted(policy: ProofPolicy, { origin }: ProofKeys): string | undefined {
  switch (origin) {
    case 'ceremony':
      return undefined;
    case 'development':
      return policy.allowDevelopmentKeys === true
        ? undefined
        : 'these are development keys, with which anyone can prove anything; use keys from a ceremony, or allow development keys if nothing depends on the proofs';
    case 'unfinished':
      return 'nobody contributed to phase 2 of the keys (γ₂ = δ₂), so anyone can prove anything';
  }
}

const STRENGTH = { none: 0, linf: 1, l2: 2 } as const satisfies Record<ProofDemand['kind'], number>;

/** A comparable number: an audit of more clients is stronger, and checking all is the strongest. */
function strengthOf(checking: ProofAudit): number {
  switch (checking.mode) {
    case 'coordinator':
      return 0;
    case 'audit':
      return checking.sample;
    case 'full':
      return Number.POSITIVE_INFINITY;
  }
}

function wordFor({ kind }: ProofDemand): string {
  return kind === 'none' ? 'no proofs' : `${kind} proofs`;
}
