import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { IdentityKey } from './identityKey.ts';
import { equalBytes } from './tupleHash.ts';

const { Point } = ed25519;

/** Size of a signature: R, then s. */
const SIGNATURE_BYTES = 64;

/**
 * Whether bytes have the form of a signature: 64 bytes, with s < L (RFC 8032 §5.1.7, step 1).
 * Without this bound, s + L would be a second signature of the same message.
 */
export function hasSignatureForm(signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  return bytesToNumberLE(signature.subarray(32)) < Point.Fn.ORDER;
}

/**
 * Our own implementation of the verification rule: encode([s]B − [k]A) = R, byte for byte, with k =
 * SHA-512(R ‖ A ‖ message) mod L.
 *
 * This is the cofactorless equation that RFC 8032 §5.1.7 allows. R is not decoded: as the left side
 * is encoded canonically, it never equals a non-canonical encoding or an R with a torsion
 * component. The key needs no check here, as an `IdentityKey` is in the prime-order subgroup.
 */
export function strictVerify(
  key: IdentityKey,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  if (!hasSignatureForm(signature)) return false;
  const r = signature.subarray(0, 32);
  const s = bytesToNumberLE(signature.subarray(32));
  const keyBytes = key.bytes;
  const k = bytesToNumberLE(sha512(concatBytes(r, keyBytes, message))) % Point.Fn.ORDER;
  // All inputs are public, so variable time is acceptable.
  const expected = Point.BASE.multiplyUnsafe(s).subtract(
    Point.fromBytes(keyBytes).multiplyUnsafe(k),
  );
  return equalBytes(expected.toBytes(), r);
}
