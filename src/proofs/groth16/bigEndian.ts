/** Integers as 32 bytes, big-endian: how everything of Groth16 travels. */
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

/** Bytes of one coordinate. */
const COORDINATE_BYTES = 32;

/** The integers of whole groups of 32 bytes, big-endian. */
export function readIntegers(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / COORDINATE_BYTES }, (_, i) =>
    bytesToNumberBE(bytes.subarray(i * COORDINATE_BYTES, (i + 1) * COORDINATE_BYTES)),
  );
}

/** 32 bytes for each integer, big-endian. All from 0 to 2^256 − 1. */
export function integerBytes(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(values.length * COORDINATE_BYTES);
  values.forEach((value, i) => {
    bytes.set(numberToBytesBE(value, COORDINATE_BYTES), i * COORDINATE_BYTES);
  });
  return bytes;
}
