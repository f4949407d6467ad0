import { toHex } from '../crypto/hex.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { ChoiceGroup, StatementKind } from '../proofs/statement.ts';
import type { ProofSystemId, StructuredSetup, RangeProver } from '../proofs/system.ts';
import {
  type ProofAudit,
  checkingText,
  describeDemand,
  type ProofDemand,
  setupDigest,
} from './proofDemand.ts';
import type { Session } from './session.ts';

/**
 * What a client or a verifier requires of a session's range proofs. Fields that are left out
 * require nothing.
 */
export interface ProofPolicy {
  /**
   * The least statement. `l2` and `one-hot` hold every coordinate within B as `linf` does, and say more; neither stands for the
   * other.
   */
  readonly kind?: StatementKind | undefined;
  /** The proof system that must be in use. */
  readonly system?: ProofSystemId | undefined;
  /**
   * The weakest acceptable checking: `full` is stronger than `audit` (of at least that many), which
   * is stronger than `coordinator`.
   */
  readonly checking?: ProofAudit | undefined;
  /** The largest B₂² of an `l2` session. */
  readonly maxSquaredNorm?: number | undefined;
  /** The groups of a `one-hot` session, exactly. */
  readonly groups?: readonly ChoiceGroup[] | undefined;
  /** The digest of the verification key(s) that must be in use, where there are keys; 32 bytes. */
  readonly setup?: Uint8Array | undefined;
  /**
   * Whether to accept keys that were made from public constants: with them anyone can prove
   * anything. For tests and for trying things out; default false. Proofs without a set-up do not
   * need it.
   */
  readonly allowDevelopmentKeys?: boolean | undefined;
}

/** Whether a policy demands anything of proofs, other than of the keys that they are under. */
export function demandsProofs(policy: ProofPolicy): boolean {
  const { kind, system, checking, maxSquaredNorm, groups } = policy;
  return [kind, system, checking, maxSquaredNorm, groups].some((wish) => wish !== undefined);
}

/** Why a session's proofs do not satisfy a policy, or `undefined`. */
export function proofPolicyProblem(
  policy: ProofPolicy,
  { parameters: { proofs } }: Session,
): string | undefined {
  const { kind, system, checking, maxSquaredNorm, groups } = policy;
  if (kind !== undefined && !provesAtLeast(proofs, kind)) {
    return `the session asks for ${describeDemand(proofs)}, but the policy requires ${kind} proofs`;
  }
  if (proofs.system === 'none') {
    return demandsProofs(policy)
      ? 'the session asks for no proofs, but the policy requires them'
      : undefined;
  }
  if (system !== undefined && proofs.system !== system) {
    return `the session’s proofs are of the system ${proofs.system}, and the policy’s are of ${system}`;
  }
  if (checking !== undefined && strengthOf(proofs.checking) < strengthOf(checking)) {
    return `proofs are checked by ${checkingText(proofs.checking)}, less than the policy’s ${checkingText(checking)}`;
  }
  return normProblem(maxSquaredNorm, proofs) ?? groupsProblem(groups, proofs);
}

function provesAtLeast(proofs: ProofDemand, kind: StatementKind): boolean {
  return proofs.system !== 'none' && (kind === 'linf' || proofs.statement.kind === kind);
}

type SomeProofs = Exclude<ProofDemand, { system: 'none' }>;

function normProblem(most: number | undefined, { statement }: SomeProofs): string | undefined {
  if (most === undefined) return undefined;
  if (statement.kind !== 'l2') return 'the session bounds no norm, but the policy requires it';
  return statement.maxSquaredNorm <= most
    ? undefined
    : `the squared norm may be ${statement.maxSquaredNorm}, more than the policy’s ${most}`;
}

function groupsProblem(
  groups: readonly ChoiceGroup[] | undefined,
  { statement }: SomeProofs,
): string | undefined {
  if (groups === undefined) return undefined;
  if (statement.kind !== 'one-hot')
    return 'the session has no groups of choices, and the policy does';
  const same =
    groups.length === statement.groups.length &&
    groups.every(({ length, least, most }, g) => {
      const asked = statement.groups[g]!;
      return asked.length === length && asked.least === least && asked.most === most;
    });
  return same ? undefined : 'the session’s groups of choices are others than the policy’s';
}

/**
 * Why a prover or a verifier must not be used for a session: it is of another system, or under keys that do not fit or are not
 * trusted; `undefined` where it fits. Sessions without proofs need none.
 */
export function proofSetupProblem(
  policy: ProofPolicy,
  session: Session,
  { system, setup }: Pick<RangeProver, 'system' | 'setup'>,
): string | undefined {
  const { proofs } = session.parameters;
  if (proofs.system === 'none') return undefined;
  if (system !== proofs.system) {
    return `the session’s proofs are of the system ${proofs.system}, and what was passed is for ${system}`;
  }
  const pinned = pinProblem(policy, session);
  const digest = setupDigest(proofs);
  if (digest === undefined || pinned !== undefined) return pinned;
  if (setup.kind !== 'structured') return `proofs of the system ${system} need keys`;
  return unfitProblem(session, digest, setup) ?? untrusted(policy, setup);
}

/** Why a session's verification key is not the pinned one, or `undefined`. Where there are no keys, none has to be pinned. */
export function pinProblem(policy: ProofPolicy, session: Session): string | undefined {
  const digest = setupDigest(session.parameters.proofs);
  if (digest === undefined || policy.setup === undefined) return undefined;
  return equalBytes(digest, policy.setup)
    ? undefined
    : `the session’s proofs are under the key ${toHex(digest)}, not under the pinned one`;
}

/** Why keys are not the session's, or too small for it; `undefined` if they fit. */
function unfitProblem(
  { parameters }: Session,
  digest: Uint8Array,
  setup: StructuredSetup,
): string | undefined {
  const { proofs, rowLength, bound } = parameters;
  const asked = proofs.system === 'none' ? undefined : proofs.statement.kind;
  if (setup.statement !== asked || !equalBytes(setup.digest, digest)) {
    return `the session’s ${asked} proofs are under the key ${toHex(digest)}; the keys that were passed are ${setup.statement} keys, digest ${toHex(setup.digest)}`;
  }
  if (rowLength > setup.rowLength) {
    return `rows of ${rowLength} coordinates are longer than the ${setup.rowLength} of the keys`;
  }
  const largest = 2 ** (setup.bits - 1) - 1;
  return bound <= largest
    ? undefined
    : `the bound ${bound} is beyond the ${largest} of keys for ${setup.bits} bits`;
}

function untrusted(policy: ProofPolicy, { origin }: StructuredSetup): string | undefined {
  switch (origin) {
    case 'ceremony':
      return undefined;
    case 'development':
      return policy.allowDevelopmentKeys === true
        ? undefined
        : 'these are development keys, with which anyone can prove anything; use the proof system planes, which needs no keys, or keys from a ceremony, or allow development keys where nothing depends on the proofs';
    case 'unfinished':
      return 'nobody contributed to phase 2 of the keys (γ₂ = δ₂), so anyone can prove anything';
  }
}

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
