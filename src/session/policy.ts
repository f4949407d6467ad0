import { equalBytes } from '../crypto/tupleHash.ts';
import type { CheckName } from './checks/table.ts';
import type { EnabledChecks } from './checks/enabledChecks.ts';
import { type EncodingPolicy, encodingProblem } from './encodingPolicy.ts';
import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import { type ProofPolicy, proofPolicyProblem } from './proofPolicy.ts';
import type { Session } from './session.ts';
import { type ShapePolicy, shapeProblem } from './shapePolicy.ts';

/**
 * What a client requires of a session before it takes part. The client chooses it and never takes
 * it from the coordinator: a coordinator that could set it could lower it.
 */
export interface Policy extends ShapePolicy {
  /** Digest of the roster that this client trusts; 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** The coordinator's Ed25519 key; 32 bytes. */
  readonly coordinatorKey: Uint8Array;
  /** Least n. */
  readonly minClients: number;
  /** Least t. */
  readonly minThreshold: number;
  /** Corrupt clients that the thresholds must tolerate: the session's n_C is at least this. */
  readonly maxCorrupt: number;
  /** B, the bound of a coordinate: least and greatest. */
  readonly bound: PinnedNumber;
  /**
   * What the numbers of a session mean; without it the policy accepts any encoding, and
   * `policyWarnings` says so.
   */
  readonly encoding?: EncodingPolicy | undefined;
  /** Digest of this client's model; leave out if inputs depend on no model. */
  readonly modelDigest?: Uint8Array | undefined;
  /** Required range proofs; leave out to require none. */
  readonly proofs?: ProofPolicy | undefined;
}

/** Requires everything that a policy says. @throws CheckFailure */
export function requirePolicy(checks: EnabledChecks, policy: Policy, session: Session): void {
  const { clients, threshold, maxCorrupt, ...others } = session.parameters;
  checks.require('policy-roster', equalBytes(others.rosterDigest, policy.rosterDigest), () => ({
    message: 'the session has another roster than the pinned one',
  }));
  checks.require(
    'policy-coordinator',
    equalBytes(others.coordinatorKey, policy.coordinatorKey),
    () => ({ message: 'the session is by another coordinator than the pinned one' }),
  );
  checks.require('policy-clients', clients >= policy.minClients, () => ({
    message: `n = ${clients} is less than the policy’s ${policy.minClients}`,
  }));
  checks.require('policy-threshold', threshold >= policy.minThreshold, () => ({
    message: `t = ${threshold} is less than the policy’s ${policy.minThreshold}`,
  }));
  checks.require('policy-corrupt', maxCorrupt >= policy.maxCorrupt, () => ({
    message: `n_C = ${maxCorrupt} is less than the ${policy.maxCorrupt} corrupt clients that the policy expects`,
  }));
  const requireNone = (check: CheckName, problem: string | undefined): void => {
    checks.require(check, problem === undefined, () => ({ message: problem ?? '' }));
  };
  requireNone('policy-bound', pinnedProblem('the bound B', others.bound, policy.bound));
  requireNone('policy-encoding', encodingProblem(policy.encoding, others.encoding));
  requireNone('policy-shape', shapeProblem(policy, others));
  const { modelDigest } = policy;
  const sameModel = modelDigest === undefined || equalBytes(others.modelDigest, modelDigest);
  checks.require('policy-model', sameModel, () => ({
    message: 'the session is over another model than this client’s',
  }));
  requireNone('policy-proofs', proofPolicyProblem(policy.proofs ?? {}, session));
}
