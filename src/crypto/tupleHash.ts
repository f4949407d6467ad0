/**
 * The hash of everything that is signed or used for a challenge: TupleHash256 (NIST SP 800-185 §5),
 * which separates the fields of a tuple and, by its customization string, one use from another.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { isBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { nodeCrypto } from '../kernel/platform.ts';
import { RATE_BYTES, type RowForm, sharedSponge, type Sponge } from '../kernel/sponge.ts';
import { bytes as bytesArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

/** Size of a digest in bytes. */
const DIGEST_BYTES = 32;

/** The function name N of cSHAKE (SP 800-185 §5.3.1). */
const FUNCTION_NAME = utf8ToBytes('TupleHash');

/**
 * Minimum sizes for which WebCrypto's hash is faster than ours, and for which it is used in Node,
 * which hashes 16 MiB in about 10 ms.
 */
const BULK_BYTES = 16_384;
const NODE_BULK_BYTES = 2 ** 24;

/** Maximum length for which SHA-256 in WebAssembly is faster. */
const SHORT_BYTES = 256;

/** Minimum length for which Node's comparison is faster. */
const LONG_BYTES = 512;

/**
 * One field of a hashed tuple: bytes as they are, a string as UTF-8, a number (an integer from 0 to
 * 2^53 − 1) as 8 bytes, big-endian. The encoding does not include the type of a field; every domain
 * has fields of fixed types in a fixed order.
 */
export type TupleField = Uint8Array | string | number;

/**
 * Ill-formed strings are rejected: all of them would become U+FFFD, so that different tuples had
 * the same hash.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;

function textBytes(text: string): Uint8Array {
  if (LONE_SURROGATE.test(text)) {
    throw new RangeError('a hashed string must be well-formed Unicode: it holds a lone surrogate');
  }
  return utf8ToBytes(text);
}

/** left_encode (SP 800-185 §2.3.1) of a number of bits, given in bytes. */
function writeBitLength(sponge: { writeByte(byte: number): void }, bytes: number): void {
  const bits = bytes * 8;
  let unit = 1;
  let count = 1;
  for (; bits / unit >= 256; unit *= 256) count++;
  sponge.writeByte(count);
  for (; unit >= 1; unit /= 256) sponge.writeByte(Math.floor(bits / unit) & 255);
}

/** encode_string (SP 800-185 §2.3.2). */
function writeString(sponge: Sponge, bytes: Uint8Array): void {
  writeBitLength(sponge, bytes.length);
  sponge.write(bytes);
}

function writeField(sponge: Sponge, field: TupleField): void {
  if (typeof field === 'string') {
    writeString(sponge, textBytes(field));
  } else if (typeof field === 'number') {
    if (!Number.isSafeInteger(field) || field < 0) {
      throw new RangeError(`a hashed number must be an integer from 0 to 2^53 - 1, not ${field}`);
    }
    writeBitLength(sponge, 8);
    for (let unit = 2 ** 56; unit >= 1; unit /= 256) {
      sponge.writeByte(Math.floor(field / unit) % 256);
    }
  } else {
    if (!isBytes(field)) throw new TypeError('a hashed field is bytes, a string or a number');
    writeString(sponge, field);
  }
}

/**
 * TupleHash256 of the fields, 32 bytes, with the domain (UTF-8) as customization string.
 *
 * @throws RangeError for a number that is not an integer from 0 to 2^53 − 1, or a string with a
 *   lone surrogate
 *
 * @example
 * ```ts
 * const digest = tupleHash('veilsum-1/example', 'ab', 'c');
 * equalBytes(digest, tupleHash('veilsum-1/example', 'a', 'bc')); // false
 * ```
 */
export function tupleHash(domain: string, ...fields: readonly TupleField[]): Uint8Array {
  return digestOf(domain, fields, DIGEST_BYTES);
}

/**
 * TupleHash256 with a digest of 64 bytes, which is unrelated to the one of 32 bytes.
 *
 * @throws RangeError as {@link tupleHash}
 */
export function tupleHash64(domain: string, ...fields: readonly TupleField[]): Uint8Array {
  return digestOf(domain, fields, 2 * DIGEST_BYTES);
}

function digestOf(domain: string, fields: readonly TupleField[], length: number): Uint8Array {
  const sponge = sharedSponge();
  try {
    startTuple(sponge, domain, fields);
    // right_encode of the number of output bits (SP 800-185 §5.3.1), 256 or 512.
    sponge.writeByte(length / DIGEST_BYTES);
    sponge.writeByte(0);
    sponge.writeByte(2);
    sponge.finish();
    return sponge.read(0, length);
  } finally {
    sponge.wipe();
  }
}

/**
 * Slots of the sponge with states that have absorbed only a domain, which is half of the work of
 * hashing a short tuple.
 */
const prepared = new Map<string, number>();

/**
 * {@link tupleHash} of many tuples of byte strings, in one domain. The strings at one place have the same length in all tuples, so that
 * only they differ in what is hashed.
 *
 * @param lengths - of the fields, in bytes: at most 8 fields, 32 to 512 bytes in all
 * @param rows - the fields of all tuples, one after another
 * @returns 32 bytes for each tuple
 * @throws RangeError for other lengths, or rows of another length
 */
export function tupleHashEach(
  domain: string,
  lengths: readonly number[],
  rows: Uint8Array,
): Uint8Array {
  const sponge = sharedSponge();
  try {
    startTuple(sponge, domain, []);
    // The last slot, where no domain's state is.
    const slot = sponge.slotCount - 1;
    sponge.keep(slot);
    return sponge.hashRows(slot, rowForm(lengths), rows);
  } finally {
    sponge.wipe();
  }
}

/** What tuples of fields with these lengths have in common. */
function rowForm(lengths: readonly number[]): RowForm {
  const bytes: number[] = [];
  const fields = lengths.map((length) => {
    writeBitLength({ writeByte: (byte) => bytes.push(byte) }, length);
    const at = bytes.length;
    bytes.length += length;
    return { at, length };
  });
  // right_encode of 256, and the padding of cSHAKE.
  bytes.push(1, 0, 2, 4);
  const blocks = new Uint8Array(Math.ceil(bytes.length / RATE_BYTES) * RATE_BYTES);
  blocks.set(bytes);
  blocks[blocks.length - 1]! |= 0x80;
  return { blocks, fields };
}

/** Starts cSHAKE256 with the name "TupleHash" and the domain, and absorbs the fields. */
function startTuple(sponge: Sponge, domain: string, fields: readonly TupleField[]): void {
  const known = prepared.get(domain);
  if (known !== undefined) {
    sponge.resume(known);
  } else {
    const customization = textBytes(domain);
    sponge.clear();
    sponge.writeByte(1);
    sponge.writeByte(RATE_BYTES);
    writeString(sponge, FUNCTION_NAME);
    writeString(sponge, customization);
    sponge.padBlock();
    // Domains are a few dozen constants of the code. The limit protects against callers that
    // generate them.
    if (prepared.size < sponge.slotCount - 1) {
      sponge.keep(prepared.size);
      prepared.set(domain, prepared.size);
    }
  }
  for (const field of fields) writeField(sponge, field);
}

/**
 * TupleHashXOF256 of the fields: `length` bytes, with the domain (UTF-8) as customization string. A
 * shorter output is a prefix of a longer one; both are unrelated to `tupleHash` of the same fields.
 *
 * @throws RangeError as {@link tupleHash}, and if `length` is not an integer from 0 to 2^53 − 1
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
 * The output of {@link tupleHashXof} as a stream: each call of the result returns the next `length`
 * bytes.
 *
 * @throws RangeError as {@link tupleHash}
 */
export function tupleHashStream(
  domain: string,
  ...fields: readonly TupleField[]
): (length: number) => Uint8Array {
  const sponge = sharedSponge();
  let state: Uint8Array;
  try {
    startTuple(sponge, domain, fields);
    // right_encode(0), as the output length is open.
    sponge.writeByte(0);
    sponge.writeByte(1);
    sponge.finish();
    state = sponge.read();
  } finally {
    sponge.wipe();
  }
  let given = 0;
  return (length) => {
    const output = new Uint8Array(length);
    try {
      sponge.load(state);
      for (let at = 0; at < length;) {
        if (given === RATE_BYTES) {
          sponge.permute();
          given = 0;
        }
        const part = sponge.read(given, Math.min(RATE_BYTES, given + length - at));
        output.set(part, at);
        at += part.length;
        given += part.length;
      }
      state = sponge.read();
    } finally {
      sponge.wipe();
    }
    return output;
  };
}

/**
 * SHA-256 (FIPS 180-4), 32 bytes. Node's implementation, which uses processor instructions, takes two microseconds to be called:
 * short inputs are hashed in WebAssembly everywhere.
 *
 * @throws UsageError `wrong-input` if the argument is not bytes
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  const given = anyBytes(bytes, 'bytes');
  if (given.length <= SHORT_BYTES) return sharedSponge().sha256(given);
  const platform = nodeCrypto();
  return platform === undefined
    ? nobleSha256(given)
    : new Uint8Array(platform.hash('sha256', given, 'buffer'));
}

/**
 * {@link sha256} without blocking the calling thread for long: uses WebCrypto if it is several
 * times faster than ours, or if even Node would take milliseconds. The bytes must not change until
 * the promise settles.
 */
export async function sha256Bulk(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length < (nodeCrypto() === undefined ? BULK_BYTES : NODE_BULK_BYTES)) {
    return sha256(bytes);
  }
  const { buffer, byteOffset, length } = bytes;
  const view = new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', view));
}

/** Whether two byte strings are equal, in time that depends only on their lengths. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if (a.length >= LONG_BYTES) {
    const platform = nodeCrypto();
    if (platform !== undefined) return platform.timingSafeEqual(a, b);
  }
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
