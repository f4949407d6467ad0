/** Identities, randomness and bytes, as far as users of the library meet them. */
export { fromHex, toHex } from './hex.ts';
export { type RandomSource, systemRandom } from './random.ts';
export { Secret, SecretWipedError } from './secret.ts';
export {
  generateIdentity,
  type Identity,
  identityFromSeed,
  IdentityKey,
  InvalidKeyError,
  type InvalidKeyReason,
} from './signing.ts';
export { sha256 } from './tupleHash.ts';
