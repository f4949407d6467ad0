import nacl from 'tweetnacl';
import type { RandomSource } from '../../../crypto/random.ts';

const { nonceLength } = nacl.secretbox;

/** Encrypts and authenticates (XSalsa20-Poly1305), under a fresh nonce. */
export function seal(key: Uint8Array, plain: Uint8Array, random: RandomSource): Uint8Array {
  const nonce = random(nonceLength);
  const box = nacl.secretbox(plain, nonce, key);
  const sealed = new Uint8Array(nonce.length + box.length);
  sealed.set(nonce);
  sealed.set(box, nonce.length);
  return sealed;
}

/** What was sealed; `undefined` where it is of another key, or damaged. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < nonceLength) return undefined;
  return (
    nacl.secretbox.open(sealed.slice(nonceLength), sealed.slice(0, nonceLength), key) ?? undefined
  );
}
