import { agree, agreeEach, agreeUnchecked } from '../crypto/agreement.ts';
import { type BoxKey, deriveBoxKey } from '../crypto/box.ts';
import { type FieldElement, fieldToBytes } from '../crypto/field.ts';
import { deriveKey } from '../crypto/keyDerivation.ts';
import { Secret } from '../crypto/secret.ts';
import { sha256, tupleHash } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ShareKind } from '../messages/unmask.ts';
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

/** The AES-256 key of the mask that two clients share; the same from both ends. */
export function pairwiseMaskKey(
  context: KeyContext,
  maskSecret: Secret,
  self: ClientId,
  peer: ClientId,
  peerKey: Uint8Array,
): Secret {
  return maskKeyOf(context, agreeIn(context, maskSecret, peerKey), self, peer);
}

/**
 * {@link pairwiseMaskKey} of several clients, each with its mask secret, and one peer: in the order
 * of the clients, and in less than half the time.
 */
export function pairwiseMaskKeys(
  context: KeyContext,
  maskSecrets: ReadonlyMap<ClientId, Secret>,
  peer: ClientId,
  peerKey: Uint8Array,
): Secret[] {
  const secrets = [...maskSecrets.values()];
  const shared =
    context.anyKey === true
      ? secrets.map((secret) => agreeUnchecked(context.kernel, secret, peerKey))
      : agreeEach(context.kernel, secrets, peerKey);
  return [...maskSecrets.keys()].map((self, i) => maskKeyOf(context, shared[i]!, self, peer));
}

/** Derives the key of a mask from an agreed secret, which is wiped. */
function maskKeyOf(context: KeyContext, shared: Secret, self: ClientId, peer: ClientId): Secret {
  const [low, high] = self < peer ? [self, peer] : [peer, self];
  const key = deriveKey(
    shared,
    context.transcriptHash,
    'veilsum-1/pairwise-mask',
    [context.session, low, high],
    32,
  );
  shared.wipe();
  return key;
}

/**
 * The sign with which `self` adds the mask that it shares with `peer`: the lower position adds, the
 * higher subtracts.
 */
export function maskSign(self: ClientId, peer: ClientId): 1 | -1 {
  return self < peer ? 1 : -1;
}

/** The AES-256 key of a client's self mask, from its seed b_u. */
export function selfMaskKey(context: KeyContext, seed: FieldElement, client: ClientId): Secret {
  const input = Secret.of(fieldToBytes(seed));
  const key = deriveKey(
    input,
    context.transcriptHash,
    'veilsum-1/self-mask',
    [context.session, client],
    32,
  );
  input.wipe();
  return key;
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

/** Digest of a self-mask seed: hiding, as the seed is uniform in F_ℓ. */
export function seedDigest(session: Uint8Array, client: ClientId, seed: FieldElement): Uint8Array {
  return tupleHash('veilsum-1/seed-digest', session, client, fieldToBytes(seed));
}

/** Digest of row commitments: hiding, as their blinders are uniform in F_ℓ. */
export function commitmentDigest(
  session: Uint8Array,
  client: ClientId,
  commitments: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/commitment-digest', session, client, sha256(commitments));
}

/** Digest of one share: hiding, as a share is uniform in F_ℓ. */
export function shareDigest(
  session: Uint8Array,
  dealer: ClientId,
  recipient: ClientId,
  kind: ShareKind,
  share: Uint8Array,
): Uint8Array {
  return tupleHash('veilsum-1/share-digest', session, dealer, recipient, kind, share);
}
