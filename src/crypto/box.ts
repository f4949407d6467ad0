/**
 * Encryption of shares from one client to another: XSalsa20-Poly1305, NaCl's secretbox, under a key and nonce that only
 * these two can derive.
 */
import nacl from 'tweetnacl';
import { deriveKey } from './keyDerivation.ts';
import { Secret } from './secret.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** Bytes by which a box is longer than its plaintext: the authentication tag, which comes first. */
export const BOX_OVERHEAD = 16;

/** Key and nonce of one box. Never encrypt twice under them. */
export interface BoxKey {
  /** 32 bytes. */
  readonly key: Secret;
  /** 24 bytes. */
  readonly nonce: Uint8Array;
}

/**
 * The key of the one box that `sender` sends to `recipient` in a session.
 *
 * The nonce is derived together with the key instead of being drawn. This is safe because a key
 * belongs to one session, one pair and one direction, and only one box is encrypted for each: no
 * key is ever used with a second nonce or a second message. Since session, sender and recipient are
 * part of the derivation, a box opens nowhere else.
 *
 * @param shared - The agreed point of the two.
 * @param salt - The digest of the transcript so far.
 * @param sender - Index of the client that seals.
 * @param recipient - Index of the client that opens.
 * @param session - The session digest.
 */
export function deriveBoxKey(
  shared: Secret,
  salt: Uint8Array,
  sender: number,
  recipient: number,
  session: Uint8Array,
): BoxKey {
  const fields = [session, sender, recipient];
  const derived = deriveKey(shared, salt, 'veilsum-1/box', fields, KEY_BYTES + NONCE_BYTES);
  const bytes = derived.expose();
  const box = { key: Secret.of(bytes.slice(0, KEY_BYTES)), nonce: bytes.slice(KEY_BYTES) };
  derived.wipe();
  return box;
}

/** Encrypts and authenticates: 16 bytes of tag, then as many bytes as the plaintext has. */
export function sealBox(key: BoxKey, plaintext: Uint8Array): Uint8Array {
  return nacl.secretbox(plaintext, key.nonce, key.key.expose());
}

/** The plaintext, or undefined if the box was not encrypted under this key or was changed since. */
export function openBox(key: BoxKey, ciphertext: Uint8Array): Uint8Array | undefined {
  return nacl.secretbox.open(ciphertext, key.nonce, key.key.expose()) ?? undefined;
}

/**
 * What `openBox` would return without its tag check: some bytes, under any key. It exists only so
 * that the attack suite can show what the tag stops. A box shorter than a tag opens to nothing.
 */
export function openBoxUnauthenticated(key: BoxKey, ciphertext: Uint8Array): Uint8Array {
  const body = ciphertext.subarray(BOX_OVERHEAD);
  // Encrypting zeros gives the key stream.
  const stream = sealBox(key, new Uint8Array(body.length)).subarray(BOX_OVERHEAD);
  return body.map((byte, i) => byte ^ stream[i]!);
}
