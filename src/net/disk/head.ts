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
 * How far a list has got that only grows, kept elsewhere than the list. A database that lost its last entries reads as an
 * earlier one, without an error; it then has less than its head says.
 *
 * An entry is written first, then the head, and only then does anything follow from it. So after a crash the list may be ahead
 * of its head, by entries that nothing has followed from, and is never behind it.
 */
export interface Head {
  /** What the list is about. */
  readonly subject: string;
  /** Entries that it has at least. */
  readonly count: number;
  /** 32 bytes: the running digest of these entries. */
  readonly digest: Uint8Array;
}

/** A head, and a salt of 32 bytes or none, as they are kept. */
interface SealedHead extends Head {
  readonly salt: Uint8Array;
  readonly mac: Uint8Array;
}

/** A head is smaller than this. */
const MAX_HEAD_BYTES = 4096;

/** The digest of a list without entries. */
export const NO_ENTRIES: Uint8Array = new Uint8Array(32);

const codec = struct<SealedHead>({
  subject: text(2000),
  count: integer(0, Number.MAX_SAFE_INTEGER),
  digest: fixedBytes(32),
  salt: bytesBetween(0, 32),
  mac: fixedBytes(32),
});

/**
 * The running digest with one entry more.
 *
 * @param entry - the SHA-256 of its bytes
 */
export function digestAfter(before: Uint8Array, entry: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/head-digest', before, entry);
}

/** The key of heads that belong to a secret. */
export function headKey(secret: Uint8Array): Uint8Array {
  return tupleHash('veilsum-1/head-key', secret);
}

/** A head as it is kept: authenticated under a key. */
export function sealHead(
  key: Uint8Array,
  head: Head,
  salt: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return toBytes(codec, { ...head, salt, mac: macOf(key, head, salt) });
}

/** Reads a head; `undefined` where it is of another key, or damaged. */
export function openHead(key: Uint8Array, bytes: Uint8Array): Head | undefined {
  const head = readHead(bytes);
  return head && equalBytes(head.mac, macOf(key, head, head.salt)) ? head : undefined;
}

/**
 * The salt stored with a head, which is needed before there is a key; nothing is checked.
 * `undefined` if it is damaged.
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
