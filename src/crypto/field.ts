/**
 * Scalars of F_ℓ as big integers, for the few dozen values at a time that secret sharing and
 * challenges need. Use the kernel for vectors. Not constant time.
 */
import { invert, mod } from '@noble/curves/abstract/modular.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { ELEMENT_BYTES, FIELD_ORDER } from '../kernel/kernel.ts';
import type { RandomSource } from './random.ts';
import { tupleHashXof, type TupleField } from './tupleHash.ts';

/** An element of F_ℓ, from 0 to ℓ − 1. */
export type FieldElement = bigint;

/** Keeps 251 bits, the length of ℓ: three quarters of such values are below ℓ. */
const TOP_BYTE_MASK = 0x07;

/** The probability that none of so many candidates is below ℓ is less than 2^-250. */
const MAX_CANDIDATES = 128;

/** Number of hashed bytes for one element: reducing 512 bits leaves a bias below 2^-261. */
const HASH_BYTES = 64;

/** Whether a value is an element of F_ℓ. */
export function isFieldElement(value: bigint): boolean {
  return value >= 0n && value < FIELD_ORDER;
}

/**
 * Decodes an element from 32 bytes, little-endian. Returns `undefined` for another length or a
 * value of ℓ or more.
 */
export function fieldFromBytes(bytes: Uint8Array): FieldElement | undefined {
  if (bytes.length !== ELEMENT_BYTES) return undefined;
  const value = bytesToNumberLE(bytes);
  return value < FIELD_ORDER ? value : undefined;
}

/**
 * Encodes an element in 32 bytes, little-endian.
 *
 * @throws RangeError if x is not from 0 to ℓ − 1
 */
export function fieldToBytes(x: FieldElement): Uint8Array {
  if (!isFieldElement(x)) throw new RangeError('a field element must be from 0 to ℓ − 1');
  return numberToBytesLE(x, ELEMENT_BYTES);
}

/**
 * Draws a uniform element by rejection sampling, without bias.
 *
 * @throws Error if the source returns the wrong number of bytes, or no value below ℓ in 128
 *   attempts
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

/**
 * Draws a uniform element other than 0.
 *
 * @throws Error as {@link randomFieldElement}
 */
export function randomNonZeroFieldElement(random: RandomSource): FieldElement {
  for (let attempt = 0; attempt < MAX_CANDIDATES; attempt++) {
    const candidate = randomFieldElement(random);
    if (candidate !== 0n) return candidate;
  }
  throw new Error('the random source is broken: nothing but zeros in 128 attempts');
}

/** Hashes fields to a challenge: 64 bytes of TupleHashXOF256, little-endian, mod ℓ. */
export function hashToField(domain: string, ...fields: readonly TupleField[]): FieldElement {
  return bytesToNumberLE(tupleHashXof(domain, HASH_BYTES, ...fields)) % FIELD_ORDER;
}

/** An integer mod ℓ, from 0 to ℓ − 1. */
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
 * The inverses of all values, with one inversion and three multiplications for each (Montgomery's
 * trick).
 *
 * @throws RangeError if a value is 0 mod ℓ
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
