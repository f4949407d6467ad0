/**
 * Encryption of shares from one client to another: XSalsa20-Poly1305 (NaCl `secretbox`), with a key
 * and nonce that only the two can derive.
 */
import nacl from 'tweetnacl';
import { deriveKey } from './keyDerivation.ts';
import { Secret } from './secret.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;

/** Length of a box minus that of its plaintext: the authentication tag, which comes first. */
export const BOX_OVERHEAD = 16;

/** Key and nonce of one box. Never use them for a second plaintext. */
export interface BoxKey {
  /** 32 bytes. */
  readonly key: Secret;
  /** 24 bytes. */
  readonly nonce: Uint8Array;
}

/**
 * Derives the key and nonce of the box that `sender` sends to `recipient` in a session.
 *
 * The nonce is derived together with the key rather than drawn. This is safe because a key belongs
 * to one session, one pair and one direction, in which only one box is encrypted: no key is ever
 * used with a second nonce or a second message. As session, sender and recipient are part of the
 * derivation, a box opens nowhere else.
 *
 * @param shared - the agreed point of the two clients
 * @param salt - the transcript hash
 * @param sender - position of the encrypting client in the roster
 * @param recipient - position of the decrypting client in the roster
 * @param session - the session digest
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

/** Encrypts and authenticates a plaintext. The result is {@link BOX_OVERHEAD} bytes longer. */
export function sealBox(key: BoxKey, plaintext: Uint8Array): Uint8Array {
  return nacl.secretbox(plaintext, key.nonce, key.key.expose());
}

/**
 * Decrypts a box. Returns `undefined` if it was not encrypted under this key, or was changed since.
 */
export function openBox(key: BoxKey, ciphertext: Uint8Array): Uint8Array | undefined {
  return nacl.secretbox.open(ciphertext, key.nonce, key.key.expose()) ?? undefined;
}

/**
 * The result of `openBox` without verification of the tag: some bytes, under any key. Used only by
 * the attack suite, to show what the tag prevents. A box shorter than a tag opens to no bytes.
 */
export function openBoxUnauthenticated(key: BoxKey, ciphertext: Uint8Array): Uint8Array {
  const body = ciphertext.subarray(BOX_OVERHEAD);
  // Encrypting zeros gives the key stream.
  const stream = sealBox(key, new Uint8Array(body.length)).subarray(BOX_OVERHEAD);
  return body.map((byte, i) => byte ^ stream[i]!);
}
