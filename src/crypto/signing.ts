/**
 * Identity signatures: Ed25519 (RFC 8032) with one verification rule for all parties.
 * Implementations disagree about unusual keys and signatures (Chalkias, Garillot and Nikolaenko,
 * 2020), and an adversary can exploit parties that disagree about a signature. The rule: canonical
 * encodings, a key in the prime-order subgroup, s < L, and the cofactorless equation.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { IdentityKey, rememberDerived } from './identityKey.ts';
import { bytes32 } from '../usage/arguments.ts';
import { platformPublicKey, platformSign } from './platformSign.ts';
import { platformAgrees, platformVerify } from './platformVerify.ts';
import { randomSource } from './randomArgument.ts';
import type { RandomSource } from './random.ts';
import { Secret } from './secret.ts';
import { hasSignatureForm, strictVerify } from './strictVerify.ts';

export { IdentityKey, InvalidKeyError } from './identityKey.ts';
export type { InvalidKeyReason } from './identityKey.ts';
export { strictVerify } from './strictVerify.ts';

/** Size of the seed of an identity, which is RFC 8032's private key. */
const IDENTITY_SEED_BYTES = 32;

/** A long-term signing key pair. */
export interface Identity {
  readonly publicKey: IdentityKey;
  /** The seed, 32 bytes: RFC 8032's private key. */
  readonly secret: Secret;
}

/** A signature to verify. */
export interface SignedMessage {
  readonly key: IdentityKey;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
}

/**
 * Generates an identity.
 *
 * @throws UsageError `wrong-input` if `random` is not a source of randomness, or returns the wrong
 *   number of bytes
 *
 * @example
 * ```ts
 * const own = generateIdentity(systemRandom);
 * const again = identityFromSeed(own.secret.expose()); // as a host does with the seed that it stored
 * again.publicKey.toHex() === own.publicKey.toHex(); // true
 * ```
 */
export function generateIdentity(random: RandomSource): Identity {
  const seed = randomSource(random, 'random')(IDENTITY_SEED_BYTES);
  const identity = identityFromSeed(seed);
  seed.fill(0);
  return identity;
}

/**
 * The identity with a given seed, which is copied.
 *
 * @param seed - 32 bytes
 * @throws UsageError `wrong-input` if the seed does not have 32 bytes
 */
export function identityFromSeed(seed: Uint8Array): Identity {
  const own = Uint8Array.from(bytes32(seed, 'seed'));
  const publicKey = platformPublicKey(own) ?? ed25519.getPublicKey(own);
  rememberDerived(publicKey);
  return { publicKey: IdentityKey.parse(publicKey), secret: Secret.of(own) };
}

/**
 * Signs a message of any length. Deterministic: the same message gives the same 64 bytes. Node's own
 * Ed25519 signs where there is one, elsewhere `@noble/curves`.
 *
 * @throws SecretWipedError if the identity's secret was wiped
 */
export function sign(identity: Identity, message: Uint8Array): Uint8Array {
  const seed = identity.secret.expose();
  return platformSign(seed, message) ?? ed25519.sign(message, seed);
}

/**
 * Whether a signature is valid under the rule above. Uses the platform's Ed25519 if a self-test
 * shows that its verdicts agree with `strictVerify`, otherwise `strictVerify`. Malformed bytes are
 * an invalid signature, not an error.
 */
export async function verifySignature(
  key: IdentityKey,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  // Checked here in both cases, so that no platform decides about it.
  if (!hasSignatureForm(signature)) return false;
  // Copied before the first await, so that later changes of the caller's arrays have no effect.
  const [ownSignature, ownMessage] = [Uint8Array.from(signature), Uint8Array.from(message)];
  if (await platformAgrees()) {
    try {
      return await platformVerify(key, ownSignature, ownMessage);
    } catch {
      // A platform that fails has not given a verdict.
    }
  }
  return strictVerify(key, ownSignature, ownMessage);
}

/**
 * Verifies several signatures and returns the verdicts in order; in parallel if the platform
 * supports it.
 */
export function verifySignatures(items: readonly SignedMessage[]): Promise<boolean[]> {
  return Promise.all(
    items.map(({ key, signature, message }) => verifySignature(key, signature, message)),
  );
}
