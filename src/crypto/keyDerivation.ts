import { hmacSha256 } from './hmac.ts';
import { Secret } from './secret.ts';
import { tupleHash, type TupleField } from './tupleHash.ts';

const HASH_BYTES = 32;

/** Maximum output of HKDF-SHA-256 (RFC 5869 §2.3): 255 blocks of 32 bytes. */
const MAX_LENGTH: number = 255 * HASH_BYTES;

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
  const extracted = hmacSha256(salt, input.expose());
  const info = tupleHash(domain, ...fields);
  const output = new Uint8Array(length);
  let block: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < length; at += HASH_BYTES) {
    const next = hmacSha256(extracted, block, info, Uint8Array.of(at / HASH_BYTES + 1));
    output.set(next.subarray(0, length - at), at);
    block.fill(0);
    block = next;
  }
  block.fill(0);
  extracted.fill(0);
  return Secret.of(output);
}
