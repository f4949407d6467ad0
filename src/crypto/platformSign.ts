/**
 * Signing with the Ed25519 of Node (OpenSSL): the same bytes as `@noble/curves`, as RFC 8032 leaves
 * nothing to chance. It works in constant time, where `bigint` does not, and a process that has just started
 * signs in half a millisecond instead of eighty.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { type NodeCrypto, type NodeKey, nodeCrypto } from '../kernel/platform.ts';
import { equalBytes } from './tupleHash.ts';

/** What precedes a seed in the encoding of a private key (RFC 8410 §7). */
const PRIVATE_PREFIX = hexToBytes('302e020100300506032b657004220420');

/** Size of what precedes a public key in its encoding (RFC 8410 §4). */
const PUBLIC_PREFIX_BYTES = 12;

/** The second test of RFC 8032 §7.1. */
const PROBE = {
  seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  message: '72',
  signature:
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
} as const;

/** The public key of a seed, by Node; `undefined` where there is no Node, or one without Ed25519. */
export function platformPublicKey(seed: Uint8Array): Uint8Array | undefined {
  const crypto = signingCrypto();
  return crypto && publicKeyOf(crypto, seed);
}

/** The signature under a seed, by Node; `undefined` where there is no Node, or one without Ed25519. */
export function platformSign(seed: Uint8Array, message: Uint8Array): Uint8Array | undefined {
  const crypto = signingCrypto();
  return crypto && signUnder(crypto, seed, message);
}

/** Whether Node's Ed25519 passes the probe. Determined once in a process. */
let passes: boolean | undefined;

function signingCrypto(): NodeCrypto | undefined {
  const crypto = nodeCrypto();
  if (!crypto) return undefined;
  passes ??= selfTest(crypto);
  return passes ? crypto : undefined;
}

function selfTest(crypto: NodeCrypto): boolean {
  try {
    const seed = hexToBytes(PROBE.seed);
    const signature = signUnder(crypto, seed, hexToBytes(PROBE.message));
    return (
      equalBytes(publicKeyOf(crypto, seed), hexToBytes(PROBE.publicKey)) &&
      equalBytes(signature, hexToBytes(PROBE.signature))
    );
  } catch {
    return false; // No such calls, or OpenSSL without Ed25519.
  }
}

function publicKeyOf(crypto: NodeCrypto, seed: Uint8Array): Uint8Array {
  const encoded = crypto
    .createPublicKey(privateKey(crypto, seed))
    .export({ format: 'der', type: 'spki' });
  return Uint8Array.from(encoded.subarray(PUBLIC_PREFIX_BYTES));
}

function signUnder(crypto: NodeCrypto, seed: Uint8Array, message: Uint8Array): Uint8Array {
  // For Node, null is the algorithm that follows from the key.
  return Uint8Array.from(crypto.sign(null, message, privateKey(crypto, seed)));
}

/** Not kept between calls: OpenSSL wipes the seed as the key is collected. */
function privateKey(crypto: NodeCrypto, seed: Uint8Array): NodeKey {
  const key = new Uint8Array(PRIVATE_PREFIX.length + seed.length);
  key.set(PRIVATE_PREFIX);
  key.set(seed, PRIVATE_PREFIX.length);
  try {
    return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } finally {
    key.fill(0);
  }
}
