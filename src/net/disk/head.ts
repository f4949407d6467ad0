import { equalBytes, tupleHash } from '../../crypto/tupleHash.ts';
import {
  bytesBetween,
  fixedBytes,
  fromBytes,
  integer,
  struct,
  text,
  toBytes,
} from '../../wire/codec.ts';
import { WireError } from '../../wire/errors.ts';

/**
 * The head of an append-only list: its length and digest, stored apart from it. A database that has
 * lost its last entries reads as an earlier state of itself, without an error; it then has fewer
 * entries than its head says.
 *
 * Entries are stored first, then the head, and only then may anything follow from them. So after a
 * crash the list may be ahead of its head, by entries that nothing has followed from, but never
 * behind it.
 */
export interface Head {
  /** What the list is about, so that heads cannot be exchanged. */
  readonly subject: string;
  /** Number of entries that the list has at least. */
  readonly count: number;
  /** The running digest of these entries, 32 bytes; see `digestAfter`. */
  readonly digest: Uint8Array;
}

/** A head as it is stored, with a salt of 32 bytes or none. */
interface SealedHead extends Head {
  readonly salt: Uint8Array;
  readonly mac: Uint8Array;
}

/** Limit on a stored head, in bytes. */
const MAX_HEAD_BYTES = 4096;

/** The digest of an empty list. */
export const NO_ENTRIES: Uint8Array = new Uint8Array(32);

const codec = struct<SealedHead>({
  subject: text(2000),
  count: integer(0, Number.MAX_SAFE_INTEGER),
  digest: fixedBytes(32),
  salt: bytesBetween(0, 32),
  mac: fixedBytes(32),
});

/**
 * The running digest after one more entry.
 *
 * @param before - The digest so far, 32 bytes.
 * @param entry - The SHA-256 of the entry's bytes.
 */
export function digestAfter(before: Uint8Array, entry: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/head-digest', before, entry);
}

/** Derives the key that authenticates heads from a secret. */
export function headKey(secret: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/head-key', secret);
}

/**
 * Encodes a head for storage, authenticated under a key.
 *
 * @param salt - Stored with the head, 32 bytes or none.
 */
export function sealHead(
  key: Uint8Array,
  head: Head,
  salt: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return toBytes(codec, { ...head, salt, mac: macOf(key, head, salt) });
}

/** Decodes a stored head; `undefined` if it is damaged or of another key. */
export function openHead(key: Uint8Array, bytes: Uint8Array): Head | undefined {
  const head = readHead(bytes);
  return head && equalBytes(head.mac, macOf(key, head, head.salt)) ? head : undefined;
}

/**
 * The salt stored with a head, which is needed to derive the key; it is not authenticated here.
 * `undefined` if the head is damaged.
 */
export function saltOf(bytes: Uint8Array): Uint8Array | undefined {
  return readHead(bytes)?.salt;
}

function readHead(bytes: Uint8Array): SealedHead | undefined {
  try {
    return fromBytes(codec, bytes, MAX_HEAD_BYTES, 'head');
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function macOf(key: Uint8Array, { subject, count, digest }: Head, salt: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/head', key, subject, count, digest, salt);
}
