import { agree, agreeUnchecked } from '../crypto/agreement.ts';
import { type BoxKey, deriveBoxKey } from '../crypto/box.ts';
import type { Secret } from '../crypto/secret.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClientId } from './party.ts';

/** The context under which every key of a session is derived: both ends must have seen the same. */
export interface KeyContext {
  /** Multiplies in the group that keys are agreed in. */
  readonly kernel: Kernel;
  /** The session's digest. */
  readonly session: Uint8Array;
  /** The transcript hash up to the Advertise list; two clients that saw different lists get keys that don't match. */
  readonly transcriptHash: Uint8Array;
  /** Also agrees with the identity element: only with `agreement-keys` off, in the attack suite. */
  readonly anyKey?: boolean | undefined;
}

/**
 * The secret that two clients agree on, from the secret of one and the key of the other. Wipe it
 * after deriving keys.
 */
export function agreeIn(
  { kernel, anyKey }: KeyContext,
  secret: Secret,
  peerKey: Uint8Array,
): Secret {
  return anyKey === true ? agreeUnchecked(kernel, secret, peerKey) : agree(kernel, secret, peerKey);
}

/**
 * The key of the box that carries shares from `sender` to `recipient`; the same from both ends.
 *
 * @param agreed - the secret agreed with their box keys; it serves both directions
 */
export function shareBoxKey(
  context: KeyContext,
  agreed: Secret,
  sender: ClientId,
  recipient: ClientId,
): BoxKey {
  return deriveBoxKey(agreed, context.transcriptHash, sender, recipient, context.session);
}

/** Digest of row commitments: hiding, as their blinders are uniform in F_ℓ. */
export function commitmentDigest(
  session: Uint8Array,
  client: ClientId,
  commitments: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/commitment-digest', session, client, sha256(commitments));
}
