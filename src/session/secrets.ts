import { agree, agreeUnchecked } from '../crypto/agreement.ts';
import { type BoxKey, deriveBoxKey } from '../crypto/box.ts';
import type { Secret } from '../crypto/secret.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClientId } from './party.ts';

/**
 * What the derivation of every key depends on. Two clients derive the same key only if they have
 * seen the same.
 */
export interface KeyContext {
  /** Group operations for key agreement. */
  readonly kernel: Kernel;
  /** The session digest. */
  readonly session: Uint8Array;
  /**
   * The transcript hash after `advertised`: clients that were shown different lists of keys derive
   * different keys.
   */
  readonly transcriptHash: Uint8Array;
  /**
   * Accepts any encoding of a peer's key, including the identity; only in the attack suite, with
   * `agreement-keys` off.
   */
  readonly anyKey?: boolean | undefined;
}

/**
 * The secret that two clients agree on, from one's secret key and the other's public key. Wipe it
 * after deriving keys.
 *
 * @throws RangeError if `peerKey` is not an agreement key
 */
export function agreeIn(
  { kernel, anyKey }: KeyContext,
  secret: Secret,
  peerKey: Uint8Array,
): Secret {
  return anyKey === true ? agreeUnchecked(kernel, secret, peerKey) : agree(kernel, secret, peerKey);
}

/**
 * The key of the box from `sender` to `recipient`; both derive the same.
 *
 * @param agreed - the secret agreed with the two box keys; it serves both directions
 */
export function shareBoxKey(
  context: KeyContext,
  agreed: Secret,
  sender: ClientId,
  recipient: ClientId,
): BoxKey {
  return deriveBoxKey(agreed, context.transcriptHash, sender, recipient, context.session);
}

/** Digest of a client's row commitments. It hides them, as their blinders are uniform in F_ℓ. */
export function commitmentDigest(
  session: Uint8Array,
  client: ClientId,
  commitments: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/commitment-digest', session, client, sha256(commitments));
}
