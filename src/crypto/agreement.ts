/**
 * Key agreement in ristretto255 (RFC 9496), a group of prime order: there are no keys of low order, and every key but
 * the identity is as good as any other.
 *
 * Private scalars are uniform in [1, ℓ), where ℓ is the order of F_ℓ, and not in [1, L), L the order of ristretto255:
 * as elements of F_ℓ they can be shared by Shamir's scheme in the field that everything else lives in. As
 * ℓ < L they are valid scalars. The range is 1.4 bits shorter than the full one, and finding a discrete logarithm in it
 * still takes more than 2^125 group operations.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Kernel } from '../kernel/kernel.ts';
import { fieldFromBytes, fieldToBytes, randomNonZeroFieldElement } from './field.ts';
import type { RandomSource } from './random.ts';
import { Secret } from './secret.ts';

/** Bytes of an agreement key, and of an agreed point. */
export const AGREEMENT_KEY_BYTES = 32;

/** An ephemeral key pair for one session. */
export interface AgreementKeyPair {
  /** The encoded point, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The scalar: 32 bytes, little-endian, from 1 to ℓ − 1. */
  readonly secret: Secret;
}

/** The encoding of the generator (RFC 9496 §A.1). */
const GENERATOR = hexToBytes('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76');

/**
 * Whether bytes are the identity's encoding: the one key that {@link agree} rejects although it is
 * canonical.
 */
function isIdentity(bytes: Uint8Array): boolean {
  return bytes.length === AGREEMENT_KEY_BYTES && bytes.every((byte) => byte === 0);
}

/** The scalar of a secret. */
function scalarOf(secret: Secret): Uint8Array {
  const scalar = secret.expose();
  const value = fieldFromBytes(scalar);
  // The message omits the value: it is secret even if it is invalid.
  if (value === undefined || value === 0n) {
    throw new RangeError('an agreement secret must be from 1 to ℓ − 1, as 32 bytes little-endian');
  }
  return scalar;
}

/** A fresh key pair. Errors as `randomFieldElement`. */
export function generateAgreementKey(kernel: Kernel, random: RandomSource): AgreementKeyPair {
  const secret = Secret.of(fieldToBytes(randomNonZeroFieldElement(random)));
  return { publicKey: agreementPublicKey(kernel, secret), secret };
}

/**
 * The public key of a secret: a secret rebuilt from shares is checked against it.
 *
 * @throws RangeError if the secret is not a scalar from 1 to ℓ − 1; SecretWipedError.
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
 * The point that both ends share, encoded in 32 bytes. Use it only as the input of a key
 * derivation, not as a key.
 *
 * @throws RangeError if `peer` is not an agreement key or the secret is not a scalar;
 * SecretWipedError.
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
 * {@link agree} of several secrets with one peer, in their order, in less than half the time.
 * Errors as there.
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
 * {@link agree} that also accepts the identity: the agreed point is then the identity for everyone.
 * It exists only so that the attack suite can show what rejecting it stops.
 */
export function agreeUnchecked(kernel: Kernel, secret: Secret, peer: Uint8Array): Secret {
  return isIdentity(peer)
    ? Secret.of(new Uint8Array(AGREEMENT_KEY_BYTES))
    : agree(kernel, secret, peer);
}
