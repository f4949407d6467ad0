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
 * What a client or a verifier requires of a session's range proofs. Fields that are omitted require
 * nothing.
 */
export interface ProofPolicy {
  /**
   * The minimum statement. `l2` and `one-hot` also satisfy `linf`, as they keep every coordinate
   * within B; neither satisfies the other.
   */
  readonly kind?: StatementKind | undefined;
  /** The required proof system. */
  readonly system?: ProofSystemId | undefined;
  /**
   * The weakest accepted way of verification: `full` is stronger than `audit`, an audit of more
   * clients is stronger than one of fewer, and `coordinator` is the weakest.
   */
  readonly checking?: ProofAudit | undefined;
  /** Maximum of B₂² in an `l2` session. */
  readonly maxSquaredNorm?: number | undefined;
  /** The groups that a `one-hot` session must have, exactly. */
  readonly groups?: readonly ChoiceGroup[] | undefined;
  /**
   * Required digest of the verification keys, 32 bytes; ignored for a proof system without keys.
   */
  readonly setup?: Uint8Array | undefined;
  /**
   * Accepts development keys, which were made from public constants and with which anyone can forge
   * proofs; for tests and experiments. Default: false. Not needed for proof systems without keys.
   */
  readonly allowDevelopmentKeys?: boolean | undefined;
}

/** Whether a policy requires anything of proofs, other than of their keys. */
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
 * Why a prover or verifier must not be used in a session, or `undefined`: it has another proof
 * system, or its keys are not the session's, not the pinned ones, too small or not trusted.
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

/**
 * Why a session's verification keys are not the pinned ones, or `undefined`. Always `undefined` for
 * a system without keys.
 */
export function pinProblem(policy: ProofPolicy, session: Session): string | undefined {
  const digest = setupDigest(session.parameters.proofs);
  if (digest === undefined || policy.setup === undefined) return undefined;
  return equalBytes(digest, policy.setup)
    ? undefined
    : `the session’s proofs are under the key ${toHex(digest)}, not under the pinned one`;
}

/** Why keys are not the session's, or are too small for it, or `undefined`. */
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

/** A number that orders ways of verification by strength. */
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
