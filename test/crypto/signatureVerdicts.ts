/** What five verifiers say of one signature, so that vectors can be emitted and checked by the same code. */
import { ed25519 } from '@noble/curves/ed25519.js';
import nacl from 'tweetnacl';
import { IdentityKey, InvalidKeyError, strictVerify } from '../../src/crypto/signing.ts';

export interface Verdicts {
  /** The rule of veilsum-1. */
  readonly strict: boolean;
  /** @noble/curves, ZIP 215: anything that decodes, cofactored equation. */
  readonly nobleZip215: boolean;
  /** @noble/curves, zip215: false: canonical encodings, no small-order key, cofactored equation. */
  readonly nobleRfc8032: boolean;
  /** The platform's Ed25519; "error" where it refuses to import the key. */
  readonly webCrypto: boolean | 'error';
  readonly tweetnacl: boolean;
}

export interface SignatureCase {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** "valid", or why IdentityKey refuses the key. */
export function judgeKey(publicKey: Uint8Array): string {
  try {
    IdentityKey.parse(publicKey);
    return 'valid';
  } catch (error) {
    if (error instanceof InvalidKeyError) return error.reason;
    throw error;
  }
}

async function webCryptoVerdict(item: SignatureCase): Promise<boolean | 'error'> {
  const { subtle } = globalThis.crypto;
  const [key, signature, message] = [item.publicKey, item.signature, item.message].map((bytes) =>
    Uint8Array.from(bytes),
  );
  try {
    const imported = await subtle.importKey('raw', key!, 'Ed25519', false, ['verify']);
    return await subtle.verify('Ed25519', imported, signature!, message!);
  } catch {
    return 'error';
  }
}

export async function judgeSignature(item: SignatureCase): Promise<Verdicts> {
  const { publicKey, message, signature } = item;
  return {
    strict:
      judgeKey(publicKey) === 'valid' &&
      strictVerify(IdentityKey.parse(publicKey), signature, message),
    nobleZip215: ed25519.verify(signature, message, publicKey, { zip215: true }),
    nobleRfc8032: ed25519.verify(signature, message, publicKey, { zip215: false }),
    webCrypto: await webCryptoVerdict(item),
    tweetnacl: nacl.sign.detached.verify(message, signature, publicKey),
  };
}
