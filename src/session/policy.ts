import { equalBytes } from '../crypto/tupleHash.ts';
import type { CheckName } from './checks.ts';
import type { Defences } from './defences.ts';
import { type EncodingPolicy, encodingProblem } from './encodingPolicy.ts';
import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import { type ProofPolicy, weakProofsBecause } from './proofPolicy.ts';
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
export function demandPolicy(defences: Defences, policy: Policy, session: Session): void {
  const { clients, threshold, maxCorrupt, ...others } = session.parameters;
  defences.demand('policy-roster', equalBytes(others.rosterDigest, policy.rosterDigest), () => ({
    message: 'the session is over another roster than the pinned one',
  }));
  defences.demand(
    'policy-coordinator',
    equalBytes(others.coordinatorKey, policy.coordinatorKey),
    () => ({ message: 'the session is another coordinator’s than the pinned one' }),
  );
  defences.demand('policy-clients', clients >= policy.minClients, () => ({
    message: `n = ${clients} is less than the policy’s ${policy.minClients}`,
  }));
  defences.demand('policy-threshold', threshold >= policy.minThreshold, () => ({
    message: `t = ${threshold} is less than the policy’s ${policy.minThreshold}`,
  }));
  defences.demand('policy-corrupt', maxCorrupt >= policy.maxCorrupt, () => ({
    message: `n_C = ${maxCorrupt} is less than the ${policy.maxCorrupt} corrupt clients that the policy expects`,
  }));
  const demandNone = (check: CheckName, problem: string | undefined): void => {
    defences.demand(check, problem === undefined, () => ({ message: problem ?? '' }));
  };
  demandNone('policy-bound', pinnedProblem('the bound B', others.bound, policy.bound));
  demandNone('policy-encoding', encodingProblem(policy.encoding, others.encoding));
  demandNone('policy-shape', shapeProblem(policy, others));
  const { modelDigest } = policy;
  const sameModel = modelDigest === undefined || equalBytes(others.modelDigest, modelDigest);
  defences.demand('policy-model', sameModel, () => ({
    message: 'the session is over another model than the one that this client holds',
  }));
  demandNone('policy-proofs', weakProofsBecause(policy.proofs ?? {}, session));
}
