/** Identities, sources of randomness, secrets, hexadecimal and SHA-256. */
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
