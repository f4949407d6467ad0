/**
 * The hash that everything signed or challenged goes through: TupleHash256 (NIST SP 800-185 §5), under which
 * fields can't run into each other and one use can't be taken for another.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { tuplehash256, tuplehash256xof } from '@noble/hashes/sha3-addons.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { bytes as bytesArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

/** From this size on the platform's hash is worth its call. */
const BULK_BYTES = 16_384;

/**
 * One field of a hashed tuple: bytes as they are, a string as UTF-8, a number (an integer from 0 to 2^53 − 1) as
 * 8 bytes, big-endian. The encoding does not say which of the three a field was; the domain does, as each has its
 * fields in one fixed order with fixed types.
 */
export type TupleField = Uint8Array | string | number;

/** Ill-formed strings would all become U+FFFD, so that different tuples had one hash. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function fieldBytes(field: TupleField): Uint8Array {
  if (typeof field === 'string') {
    if (LONE_SURROGATE.test(field)) {
      throw new RangeError(
        'a hashed string must be well-formed Unicode: it holds a lone surrogate',
      );
    }
    return utf8ToBytes(field);
  }
  if (typeof field === 'number') {
    if (!Number.isSafeInteger(field) || field < 0) {
      throw new RangeError(`a hashed number must be an integer from 0 to 2^53 - 1, not ${field}`);
    }
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(field));
    return bytes;
  }
  return field;
}

/**
 * TupleHash256 of the fields, 32 bytes, with the domain (UTF-8) as customization string.
 *
 * @throws RangeError for a number that is no integer from 0 to 2^53 − 1, and for a string with a lone surrogate.
 *
 * @example
 * ```ts
 * const digest = tupleHash('veilsum-1/example', 'ab', 'c');
 * equalBytes(digest, tupleHash('veilsum-1/example', 'a', 'bc')); // false
 * ```
 */
export function tupleHash(domain: string, ...fields: readonly TupleField[]): Uint8Array {
  // Into one hasher for all: a clone would be made anew, and take in its domain once more.
  const hash = preparedHash(domain)._cloneInto(hasher);
  for (const field of fields) hash.update(fieldBytes(field));
  return hash.digest();
}

/** Hashes that have taken in their domain and nothing else: half of the work of hashing a short tuple. */
const prepared = new Map<string, ReturnType<typeof tuplehash256.create>>();

/** Wiped by every digest. Nothing comes between two of its uses, as a hash is one synchronous step. */
const hasher = tuplehash256.create();

function preparedHash(domain: string): ReturnType<typeof tuplehash256.create> {
  const known = prepared.get(domain);
  if (known) return known;
  const made = tuplehash256.create({ personalization: fieldBytes(domain) });
  // Domains are constants of the code, a few dozen; the bound is for whoever makes them up.
  if (prepared.size < 256) prepared.set(domain, made);
  return made;
}

/**
 * TupleHashXOF256 of the fields: `length` bytes, with the domain (UTF-8) as customization string. A shorter output
 * is a prefix of a longer one, and neither is related to `tupleHash` of the same fields.
 *
 * @throws RangeError as `tupleHash`, and for a length that is no integer from 0 to 2^53 − 1.
 */
export function tupleHashXof(
  domain: string,
  length: number,
  ...fields: readonly TupleField[]
): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`the output length must be a count of bytes, not ${length}`);
  }
  return tupleHashStream(domain, ...fields)(length);
}

/**
 * The output of `tupleHashXof`, piece by piece: each call returns the next `length` bytes of it.
 *
 * @throws RangeError as `tupleHash`.
 */
export function tupleHashStream(
  domain: string,
  ...fields: readonly TupleField[]
): (length: number) => Uint8Array {
  const stream = tuplehash256xof.create({ personalization: fieldBytes(domain) });
  for (const field of fields) stream.update(fieldBytes(field));
  return (length) => stream.xof(length);
}

/**
 * SHA-256 (FIPS 180-4), 32 bytes: for bulk payloads, of which only this digest enters a tuple.
 *
 * @throws HostError `wrong-input` for anything but bytes
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(anyBytes(bytes, 'bytes'));
}

/**
 * {@link sha256} by the platform, which is several times faster on megabytes and does not hold up the calling thread.
 * The bytes must not change until it resolves.
 */
export async function sha256Bulk(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length < BULK_BYTES) return sha256(bytes);
  const { buffer, byteOffset, length } = bytes;
  const view = new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', view));
}

/** Whether two byte strings are equal, in time that depends on their lengths alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
