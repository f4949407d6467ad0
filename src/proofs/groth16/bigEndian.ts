/** Integers as 32 bytes, big-endian: the encoding of Groth16 proofs and keys. */
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

/** Size of one coordinate in bytes. */
const COORDINATE_BYTES = 32;

/** Decodes consecutive integers. `bytes.length` is a multiple of 32. */
export function readIntegers(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / COORDINATE_BYTES }, (_, i) =>
    bytesToNumberBE(bytes.subarray(i * COORDINATE_BYTES, (i + 1) * COORDINATE_BYTES)),
  );
}

/** Encodes integers from 0 to 2^256 − 1. */
export function integerBytes(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(values.length * COORDINATE_BYTES);
  values.forEach((value, i) => {
    bytes.set(numberToBytesBE(value, COORDINATE_BYTES), i * COORDINATE_BYTES);
  });
  return bytes;
}
