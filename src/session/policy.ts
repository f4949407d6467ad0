import { equalBytes } from '../crypto/tupleHash.ts';
import type { CheckName } from './checks/table.ts';
import type { EnabledChecks } from './checks/enabledChecks.ts';
import { type EncodingPolicy, encodingProblem } from './encodingPolicy.ts';
import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import { type ProofPolicy, proofPolicyProblem } from './proofPolicy.ts';
import type { Session } from './session.ts';
import { type ShapePolicy, shapeProblem } from './shapePolicy.ts';

/**
 * What a client demands of a session before it takes part. It is the client's own, never taken from the
 * coordinator: a coordinator that could set it could lower it.
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
  /** Corrupt clients that the thresholds must survive: the session's n_C is at least this. */
  readonly maxCorrupt: number;
  /** B, the bound of a coordinate: least and greatest. */
  readonly bound: PinnedNumber;
  /**
   * What the numbers of a session mean; a policy without takes whatever the coordinator chose, and `policyWarnings` says so.
   */
  readonly encoding?: EncodingPolicy | undefined;
  /** Digest of the model that this client holds; leave out where inputs depend on no model. */
  readonly modelDigest?: Uint8Array | undefined;
  /** What it demands of range proofs; leave out where it demands none. */
  readonly proofs?: ProofPolicy | undefined;
}

/** Demands all that a policy says. @throws CheckFailure */
export function requirePolicy(checks: EnabledChecks, policy: Policy, session: Session): void {
  const { clients, threshold, maxCorrupt, ...others } = session.parameters;
  checks.require('policy-roster', equalBytes(others.rosterDigest, policy.rosterDigest), () => ({
    message: 'the session is over another roster than the pinned one',
  }));
  checks.require(
    'policy-coordinator',
    equalBytes(others.coordinatorKey, policy.coordinatorKey),
    () => ({ message: 'the session is another coordinator’s than the pinned one' }),
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
    message: 'the session is over another model than the one that this client holds',
  }));
  requireNone('policy-proofs', proofPolicyProblem(policy.proofs ?? {}, session));
}
