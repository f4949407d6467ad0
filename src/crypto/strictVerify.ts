import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { IdentityKey } from './identityKey.ts';
import { equalBytes } from './tupleHash.ts';

const { Point } = ed25519;

/** Bytes of a signature: R, then s. */
const SIGNATURE_BYTES = 64;

/**
 * Whether bytes have the form of a signature: 64 of them, and s < L in the second half (RFC 8032 §5.1.7, step 1).
 * Without the bound, s + L would sign the same message again in other bytes.
 */
export function hasSignatureForm(signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  return bytesToNumberLE(signature.subarray(32)) < Point.Fn.ORDER;
}

/**
 * The rule of veilsum-1, on its own code: encode([s]B − [k]A) = R, byte for byte, with
 * k = SHA-512(R ‖ A ‖ message) mod L.
 *
 * This is the cofactorless equation that RFC 8032 §5.1.7 allows. R is never decoded: as the left
 * side is encoded canonically, another encoding of R, or an R with a torsion component, equals
 * nothing. The key needs no check here, since an `IdentityKey` is in the prime-order subgroup.
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
  // Everything here is public, so variable time is fine.
  const expected = Point.BASE.multiplyUnsafe(s).subtract(
    Point.fromBytes(keyBytes).multiplyUnsafe(k),
  );
  return equalBytes(expected.toBytes(), r);
}
