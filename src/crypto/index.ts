/** Identities, randomness and bytes: the part that users of the library need. */
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
