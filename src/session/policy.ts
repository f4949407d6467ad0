import { equalBytes } from '../crypto/tupleHash.ts';
import type { CheckName } from './checks/table.ts';
import type { EnabledChecks } from './checks/enabledChecks.ts';
import { type EncodingPolicy, encodingProblem } from './encodingPolicy.ts';
import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import { wholeParameters } from './plannedPart.ts';
import { type ProofPolicy, proofPolicyProblem } from './proofPolicy.ts';
import type { Session } from './session.ts';
import { type SchemePolicy, schemeProblem } from './schemePolicy.ts';
import { type ShapePolicy, shapeProblem } from './shapePolicy.ts';

/**
 * What a client requires of a session before it takes part. It must come from the client's own
 * operator, never from the coordinator, which could weaken it.
 */
export interface Policy extends ShapePolicy, SchemePolicy {
  /** Digest of the trusted roster, 32 bytes. */
  readonly rosterDigest: Uint8Array;
  /** The coordinator's Ed25519 public key, 32 bytes. */
  readonly coordinatorKey: Uint8Array;
  /** Minimum of n, the number of clients. */
  readonly minClients: number;
  /** Minimum of the threshold t. */
  readonly minThreshold: number;
  /**
   * Number of corrupt clients that the thresholds must tolerate: the session's n_C must be at least
   * this.
   */
  readonly maxCorrupt: number;
  /** The accepted bound B: exactly this, or within a range. */
  readonly bound: PinnedNumber;
  /**
   * The accepted encoding. Without it any encoding is accepted, and `policyWarnings` returns a
   * warning.
   */
  readonly encoding?: EncodingPolicy | undefined;
  /** Digest of this client's model, 32 bytes; omit if the inputs do not depend on a model. */
  readonly modelDigest?: Uint8Array | undefined;
  /**
   * Digest of the layout of this client's tensors, 32 bytes, from `layoutDigest`: the session must name the same. Without it, the
   * session must name none.
   */
  readonly layoutDigest?: Uint8Array | undefined;
  /** Required range proofs; none if omitted. */
  readonly proofs?: ProofPolicy | undefined;
}

/**
 * Requires a session to satisfy a policy.
 *
 * @throws CheckFailure with the name of the first requirement that fails
 */
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
  requireNone('policy-shape', shapeProblem(policy, wholeParameters(session.parameters)));
  requireNone('policy-scheme', schemeProblem(policy, others));
  const { modelDigest } = policy;
  const sameModel = modelDigest === undefined || equalBytes(others.modelDigest, modelDigest);
  checks.require('policy-model', sameModel, () => ({
    message: 'the session is over another model than this client’s',
  }));
  requireLayout(checks, policy.layoutDigest, session);
  requireNone('policy-proofs', proofPolicyProblem(policy.proofs ?? {}, session));
}

/**
 * Requires a session to have the layout of a client's tensors; none if the client has none.
 *
 * @throws CheckFailure `policy-layout`
 */
export function requireLayout(
  checks: EnabledChecks,
  digest: Uint8Array | undefined,
  { parameters }: Pick<Session, 'parameters'>,
): void {
  const named = parameters.layoutDigest;
  const same = named && digest ? equalBytes(named, digest) : named === digest;
  checks.require('policy-layout', same, () => ({ message: layoutMessage(named, digest) }));
}

function layoutMessage(named: Uint8Array | undefined, digest: Uint8Array | undefined): string {
  if (!named) {
    return 'the session names no layout of tensors, and this client has one: have it opened with the layout';
  }
  return digest
    ? 'the session is over another layout of tensors than this client’s: names, shapes, dtypes or clips differ'
    : 'the session is over a layout of tensors, and this client has none: give the layout that your values are in';
}
