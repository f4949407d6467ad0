/**
 * Scalars of F_ℓ as integers, for the few dozen values at a time that sharing and challenges need.
 * Vectors belong in the kernel. The time of bigint arithmetic depends on the values.
 */
import { invert, mod } from '@noble/curves/abstract/modular.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { ELEMENT_BYTES, FIELD_ORDER } from '../kernel/kernel.ts';
import type { RandomSource } from './random.ts';
import { tupleHashXof, type TupleField } from './tupleHash.ts';

/** An element of F_ℓ, from 0 to ℓ − 1. */
export type FieldElement = bigint;

/** Keeps the 251 bits that ℓ has: three quarters of such values are below ℓ. */
const TOP_BYTE_MASK = 0x07;

/** This many candidates in a row miss with probability below 2^-250: the source is broken. */
const MAX_CANDIDATES = 128;

/** Bytes hashed for one element: reducing 512 bits leaves a bias below 2^-261. */
const HASH_BYTES = 64;

/** Whether a value is an element of F_ℓ. */
export function isFieldElement(value: bigint): boolean {
  return value >= 0n && value < FIELD_ORDER;
}

/** The element of 32 bytes, little-endian; undefined for another length or a value of ℓ or more. */
export function fieldFromBytes(bytes: Uint8Array): FieldElement | undefined {
  if (bytes.length !== ELEMENT_BYTES) return undefined;
  const value = bytesToNumberLE(bytes);
  return value < FIELD_ORDER ? value : undefined;
}

/**
 * The 32 bytes of an element, little-endian.
 *
 * @throws RangeError when x is not from 0 to ℓ − 1.
 */
export function fieldToBytes(x: FieldElement): Uint8Array {
  if (!isFieldElement(x)) throw new RangeError('a field element must be from 0 to ℓ − 1');
  return numberToBytesLE(x, ELEMENT_BYTES);
}

/**
 * A uniform element, by rejection: without any bias.
 *
 * @throws Error if the source returns the wrong number of bytes, or nothing below ℓ in 128
 * attempts.
 */
export function randomFieldElement(random: RandomSource): FieldElement {
  for (let attempt = 0; attempt < MAX_CANDIDATES; attempt++) {
    const bytes = random(ELEMENT_BYTES);
    if (bytes.length !== ELEMENT_BYTES)
      throw new Error('the random source returned the wrong number of bytes');
    bytes[ELEMENT_BYTES - 1]! &= TOP_BYTE_MASK;
    const candidate = fieldFromBytes(bytes);
    bytes.fill(0);
    if (candidate !== undefined) return candidate;
  }
  throw new Error('the random source is broken: no value below ℓ in 128 attempts');
}

/** A uniform element other than 0. Errors as `randomFieldElement`. */
export function randomNonZeroFieldElement(random: RandomSource): FieldElement {
  for (let attempt = 0; attempt < MAX_CANDIDATES; attempt++) {
    const candidate = randomFieldElement(random);
    if (candidate !== 0n) return candidate;
  }
  throw new Error('the random source is broken: nothing but zeros in 128 attempts');
}

/** A challenge: 64 bytes of TupleHashXOF256 of the fields, little-endian, mod ℓ. */
export function hashToField(domain: string, ...fields: readonly TupleField[]): FieldElement {
  return bytesToNumberLE(tupleHashXof(domain, HASH_BYTES, ...fields)) % FIELD_ORDER;
}

/** Any integer mod ℓ, from 0 to ℓ − 1. */
export function fieldReduce(value: bigint): FieldElement {
  return mod(value, FIELD_ORDER);
}

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

/**
 * The inverses of all values with one inversion and three multiplications each (Montgomery's trick).
 *
 * @throws RangeError when a value is 0 mod ℓ.
 */
export function fieldInverseBatch(values: readonly FieldElement[]): FieldElement[] {
  const before: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    before.push(product);
    product = fieldReduce(product * value);
  }
  if (product === 0n) throw new RangeError('0 has no inverse');
  let rest = invert(product, FIELD_ORDER);
  for (let i = values.length - 1; i >= 0; i--) {
    before[i] = fieldMultiply(before[i]!, rest);
    rest = fieldReduce(rest * values[i]!);
  }
  return before;
}
