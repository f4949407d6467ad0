import { agreeEach, agreeUnchecked, GENERATOR } from '../../crypto/agreement.ts';
import { deriveKey } from '../../crypto/keyDerivation.ts';
import { type Scalar, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { ELEMENT_BYTES, type Kernel } from '../../kernel/kernel.ts';
import type { ClientId } from '../../session/party.ts';
import { agreeIn, type KeyContext } from '../../session/secrets.ts';

/**
 * The AES-256 key of the mask that two clients share. Both derive the same key, each from its own
 * mask secret and the other's public key.
 *
 * @param context - session digest and transcript hash that the key is bound to
 * @throws RangeError if `peerKey` is not an agreement key
 */
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
 * {@link pairwiseMaskKey} of several clients with one peer, in the order of `maskSecrets`, in less
 * than half the time of separate calls.
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

/** Derives a mask key from an agreed secret, and wipes the secret. */
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
 * The sign with which `self` adds the mask that it shares with `peer`: + for the lower roster
 * position, − for the higher.
 */
export function maskSign(self: ClientId, peer: ClientId): 1 | -1 {
  return self < peer ? 1 : -1;
}

/** The AES-256 key of a client's self-mask, from its seed b_u. */
export function selfMaskKey(context: KeyContext, seed: Scalar, client: ClientId): Secret {
  const input = Secret.of(scalarToBytes(seed));
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

/** The points s·G of scalars s, encoded. */
export function pointsOf(kernel: Kernel, scalars: readonly Scalar[]): Uint8Array[] {
  const factors = new Uint8Array(scalars.length * ELEMENT_BYTES);
  scalars.forEach((scalar, i) => {
    factors.set(scalarToBytes(scalar), i * ELEMENT_BYTES);
  });
  const points = kernel.multiplyRistrettoByEach(GENERATOR, factors)!;
  factors.fill(0);
  return scalars.map((_, i) => points.slice(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES));
}
