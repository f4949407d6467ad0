import { equalBytes } from '../crypto/tupleHash.ts';
import type { Defences } from './defences.ts';
import { type ProofPolicy, weakProofsBecause } from './proofPolicy.ts';
import type { Session } from './session.ts';

/**
 * What a client demands of a session before it takes part. It is the client's own, never taken from the
 * coordinator: a coordinator that could set it could lower it.
 */
export interface Policy {
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
  /** Least and greatest B. */
  readonly bound: { readonly min: number; readonly max: number };
  /** Digest of the model that this client holds; leave out where inputs depend on no model. */
  readonly modelDigest?: Uint8Array | undefined;
  /** What it demands of range proofs; leave out where it demands none. */
  readonly proofs?: ProofPolicy | undefined;
}

/** Demands all that a policy says. @throws CheckFailure */
export function demandPolicy(defences: Defences, policy: Policy, session: Session): void {
  const { clients, threshold, maxCorrupt, bound, ...digests } = session.parameters;
  defences.demand('policy-roster', equalBytes(digests.rosterDigest, policy.rosterDigest), () => ({
    message: 'the session is over another roster than the pinned one',
  }));
  defences.demand(
    'policy-coordinator',
    equalBytes(digests.coordinatorKey, policy.coordinatorKey),
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
  defences.demand('policy-bound', bound >= policy.bound.min && bound <= policy.bound.max, () => ({
    message: `B = ${bound} is not within the policy’s ${policy.bound.min} to ${policy.bound.max}`,
  }));
  const { modelDigest } = policy;
  const sameModel = modelDigest === undefined || equalBytes(digests.modelDigest, modelDigest);
  defences.demand('policy-model', sameModel, () => ({
    message: 'the session is over another model than the one that this client holds',
  }));
  const weak = weakProofsBecause(policy.proofs ?? {}, session);
  defences.demand('policy-proofs', weak === undefined, () => ({ message: weak ?? '' }));
}
