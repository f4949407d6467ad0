import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Secret } from './secret.ts';
import { tupleHash, type TupleField } from './tupleHash.ts';

/** Maximum output of HKDF-SHA-256 (RFC 5869 §2.3): 255 blocks of 32 bytes. */
const MAX_LENGTH = 255 * 32;

/**
 * Derives a key with HKDF-SHA-256 (RFC 5869); info is the 32-byte TupleHash256 of domain and
 * fields.
 *
 * A shorter key is a prefix of a longer one: use a separate domain for each length.
 *
 * @param input - input keying material, of any length
 * @param salt - public context that the key is bound to, such as a transcript hash; empty means 32
 *   zero bytes
 * @param domain - what the key is for
 * @param fields - parties and purpose, in the fixed order of the domain
 * @param length - number of bytes to derive, from 1 to 8160
 * @throws RangeError if `length` is out of range
 * @throws SecretWipedError if the input was wiped
 */
export function deriveKey(
  input: Secret,
  salt: Uint8Array,
  domain: string,
  fields: readonly TupleField[],
  length: number,
): Secret {
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH) {
    throw new RangeError(`a derived key has 1 to ${MAX_LENGTH} bytes, not ${length}`);
  }
  return Secret.of(hkdf(sha256, input.expose(), salt, tupleHash(domain, ...fields), length));
}
