import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Secret } from './secret.ts';
import { tupleHash, type TupleField } from './tupleHash.ts';

/** The most that HKDF-SHA-256 can output (RFC 5869 §2.3): 255 blocks of 32 bytes. */
const MAX_LENGTH = 255 * 32;

/**
 * HKDF-SHA-256 (RFC 5869) of a secret, with info = TupleHash256(domain, fields…), 32 bytes.
 *
 * @param input - The input keying material, of any length.
 * @param salt - Binds the result to public context, such as a transcript; empty counts as 32 zero bytes.
 * @param domain - What the key is for.
 * @param fields - Parties and purpose, in the domain's fixed order. @param length - Bytes to
 * derive, from 1 to 8160. A shorter key is a prefix of a longer one: use a separate domain for each
 * length.
 * @throws RangeError for a length out of range; SecretWipedError when the input was wiped.
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
