/** F_ℓ, the field that inputs, masks and commitments live in: see primeField.ts. */
import { FIELD_ORDER } from '../kernel/kernel.ts';
import { type PrimeField, primeField } from './primeField.ts';

/** An element of F_ℓ, from 0 to ℓ − 1. */
export type FieldElement = bigint;

const field: PrimeField = primeField(FIELD_ORDER, 'ℓ');

/** The element of 32 bytes, little-endian; undefined for another length or a value of ℓ or more. */
export const fieldFromBytes: PrimeField['fromBytes'] = field.fromBytes;

/** The 32 bytes of an element, little-endian. @throws RangeError when x is not from 0 to ℓ − 1. */
export const fieldToBytes: PrimeField['toBytes'] = field.toBytes;

/** A uniform element, by rejection: without any bias. @throws Error if the source is broken */
export const randomFieldElement: PrimeField['random'] = field.random;

/** A challenge: 64 bytes of TupleHashXOF256 of the fields, little-endian, mod ℓ. */
export const hashToField: PrimeField['hash'] = field.hash;

/** Any integer mod ℓ, from 0 to ℓ − 1. */
export const fieldReduce: PrimeField['reduce'] = field.reduce;

/** The inverses of all values, with one inversion. @throws RangeError when a value is 0 mod ℓ. */
export const fieldInverseBatch: PrimeField['inverseBatch'] = field.inverseBatch;

/** a + b mod ℓ. */
export function fieldAdd(a: FieldElement, b: FieldElement): FieldElement {
  const sum = a + b;
  return sum < FIELD_ORDER ? sum : sum - FIELD_ORDER;
}

/** a − b mod ℓ. */
export function fieldSubtract(a: FieldElement, b: FieldElement): FieldElement {
  return a < b ? a - b + FIELD_ORDER : a - b;
}

/** a · b mod ℓ. */
export function fieldMultiply(a: FieldElement, b: FieldElement): FieldElement {
  return (a * b) % FIELD_ORDER;
}
