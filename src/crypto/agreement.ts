/**
 * Key agreement in ristretto255 (RFC 9496), a group of prime order: there are no keys of low order, and every key but
 * the identity is as good as any other.
 * Private scalars are uniform from 1 to L − 1, L the order of the group.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Kernel } from '../kernel/kernel.ts';
import type { RandomSource } from './random.ts';
import { randomNonZeroScalar, scalarFromBytes, scalarToBytes } from './scalar.ts';
import { Secret } from './secret.ts';

/** Size of an agreement key, and of an agreed point, in bytes. */
export const AGREEMENT_KEY_BYTES = 32;

/** An ephemeral key pair for one session. */
export interface AgreementKeyPair {
  /** The encoded point, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The scalar: 32 bytes, little-endian, from 1 to L − 1. */
  readonly secret: Secret;
}

/** The encoding of the generator G (RFC 9496 §A.1). */
export const GENERATOR: Uint8Array = hexToBytes(
  'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76',
);

/** Whether bytes encode the identity: the only canonical encoding that {@link agree} rejects. */
function isIdentity(bytes: Uint8Array): boolean {
  return bytes.length === AGREEMENT_KEY_BYTES && bytes.every((byte) => byte === 0);
}

/**
 * The scalar of a secret, as bytes.
 *
 * @throws RangeError if it is not from 1 to ℓ − 1
 * @throws SecretWipedError
 */
function scalarOf(secret: Secret): Uint8Array {
  const scalar = secret.expose();
  const value = scalarFromBytes(scalar);
  // The message omits the value: it is secret even if it is invalid.
  if (value === undefined || value === 0n) {
    throw new RangeError('an agreement secret must be from 1 to L − 1, as 32 bytes little-endian');
  }
  return scalar;
}

/** A fresh key pair. Errors as `randomScalar`. */
export function generateAgreementKey(kernel: Kernel, random: RandomSource): AgreementKeyPair {
  const secret = Secret.of(scalarToBytes(randomNonZeroScalar(random)));
  return { publicKey: agreementPublicKey(kernel, secret), secret };
}

/**
 * The public key of a secret. A secret that was rebuilt from shares is checked against it.
 *
 * @throws RangeError if the secret is not a scalar from 1 to L − 1; SecretWipedError.
 */
export function agreementPublicKey(kernel: Kernel, secret: Secret): Uint8Array {
  return kernel.multiplyRistretto(GENERATOR, scalarOf(secret))!;
}

/** Whether bytes are a valid agreement key: 32 bytes, a canonical encoding, not the identity. */
export function isAgreementKey(kernel: Kernel, bytes: Uint8Array): boolean {
  return (
    bytes.length === AGREEMENT_KEY_BYTES &&
    !isIdentity(bytes) &&
    kernel.areRistrettoEncodings(bytes)
  );
}

/**
 * The agreed point, the same from both sides, encoded in 32 bytes. Use it only as input of a key
 * derivation, never as a key.
 *
 * @throws RangeError if `peer` is not an agreement key or the secret is not a scalar
 * @throws SecretWipedError
 *
 * @example
 * ```ts
 * const ours = agree(kernel, alice.secret, bob.publicKey);
 * const theirs = agree(kernel, bob.secret, alice.publicKey);
 * toHex(ours.expose()) === toHex(theirs.expose()); // true
 * ```
 */
export function agree(kernel: Kernel, secret: Secret, peer: Uint8Array): Secret {
  return agreeEach(kernel, [secret], peer)[0]!;
}

/**
 * {@link agree} of several secrets with one peer, in the order of `secrets`, in less than half the
 * time of separate calls.
 */
export function agreeEach(kernel: Kernel, secrets: readonly Secret[], peer: Uint8Array): Secret[] {
  const scalars = new Uint8Array(secrets.length * AGREEMENT_KEY_BYTES);
  try {
    secrets.forEach((secret, i) => {
      scalars.set(scalarOf(secret), i * AGREEMENT_KEY_BYTES);
    });
    const usable = peer.length === AGREEMENT_KEY_BYTES && !isIdentity(peer);
    const products = usable ? kernel.multiplyRistrettoByEach(peer, scalars) : undefined;
    if (products === undefined) {
      throw new RangeError(
        'the peer key is not a canonical ristretto255 point, or is the identity',
      );
    }
    const agreed = secrets.map((_, i) =>
      Secret.of(products.slice(i * AGREEMENT_KEY_BYTES, (i + 1) * AGREEMENT_KEY_BYTES)),
    );
    products.fill(0);
    return agreed;
  } finally {
    scalars.fill(0);
  }
}

/**
 * {@link agree} that also accepts the identity, with which everyone's agreed point is the identity.
 * Used only by the attack suite, to show why the identity must be rejected.
 */
export function agreeUnchecked(kernel: Kernel, secret: Secret, peer: Uint8Array): Secret {
  return isIdentity(peer)
    ? Secret.of(new Uint8Array(AGREEMENT_KEY_BYTES))
    : agree(kernel, secret, peer);
}
