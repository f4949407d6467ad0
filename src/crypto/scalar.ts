/** Scalars of ristretto255, the field that keys are agreed and secrets are shared in: see primeField.ts. */
import { ELEMENT_BYTES, SCALAR_ORDER } from '../kernel/kernel.ts';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { type PrimeField, primeField } from './primeField.ts';
import { tupleHashXof, type TupleField } from './tupleHash.ts';

/** A scalar of ristretto255, from 0 to L − 1. */
export type Scalar = bigint;

const scalars: PrimeField = primeField(SCALAR_ORDER, 'L');

/** Whether a value is a scalar: from 0 to L − 1. */
export const isScalar: PrimeField['isElement'] = scalars.isElement;

/** The scalar of 32 bytes, little-endian; undefined for another length or a value of L or more. */
export const scalarFromBytes: PrimeField['fromBytes'] = scalars.fromBytes;

/** The 32 bytes of a scalar, little-endian. @throws RangeError when x is not from 0 to L − 1. */
export const scalarToBytes: PrimeField['toBytes'] = scalars.toBytes;

/** A uniform scalar, by rejection: without any bias. @throws Error if the source is broken */
export const randomScalar: PrimeField['random'] = scalars.random;

/** A uniform scalar other than 0. @throws Error if the source is broken */
export const randomNonZeroScalar: PrimeField['randomNonZero'] = scalars.randomNonZero;

/** A challenge: 64 bytes of TupleHashXOF256 of the fields, little-endian, mod L. */
export const hashToScalar: PrimeField['hash'] = scalars.hash;

/** Any integer mod L, from 0 to L − 1. */
export const scalarReduce: PrimeField['reduce'] = scalars.reduce;

/** The inverses of all values, with one inversion. @throws RangeError when a value is 0 mod L. */
export const scalarInverseBatch: PrimeField['inverseBatch'] = scalars.inverseBatch;

/** Bytes hashed for one scalar. */
const HASH_BYTES = 64;

/** Several challenges of one hash: each 64 bytes of TupleHashXOF256 of the fields, little-endian, mod L. */
export function hashedScalars(
  domain: string,
  count: number,
  ...fields: readonly TupleField[]
): Scalar[] {
  const bytes = tupleHashXof(domain, count * HASH_BYTES, ...fields);
  return Array.from({ length: count }, (_, i) =>
    scalarReduce(bytesToNumberLE(bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))),
  );
}

/** Writes a value ≥ 0 mod L as the element at an index of a list: quicker than `scalarToBytes`, as it takes no detour over text. */
export function writeScalar(list: Uint8Array, index: number, value: bigint): void {
  const view = new DataView(list.buffer, list.byteOffset + index * ELEMENT_BYTES, ELEMENT_BYTES);
  let rest = value % SCALAR_ORDER;
  for (let at = 0; at < ELEMENT_BYTES; at += 8) {
    view.setBigUint64(at, BigInt.asUintN(64, rest), true);
    rest >>= 64n;
  }
}
