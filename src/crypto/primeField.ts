/**
 * Integers modulo a prime of up to 256 bits, for the few hundred values at a time that sharing and challenges need. Vectors belong
 * in the kernel. The time of bigint arithmetic depends on the values.
 */
import { invert, mod } from '@noble/curves/abstract/modular.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { ELEMENT_BYTES } from '../kernel/kernel.ts';
import type { RandomSource } from './random.ts';
import { tupleHashXof, type TupleField } from './tupleHash.ts';

/** This many candidates in a row miss with probability of at most 2^-128: the source is broken. */
const MAX_CANDIDATES = 128;

/** Bytes hashed for one element: reducing 512 bits leaves a bias below 2^-258. */
const HASH_BYTES = 64;

/** The integers modulo a prime. */
export interface PrimeField {
  /** Whether a value is an element: from 0 to the order less 1. */
  readonly isElement: (value: bigint) => boolean;
  /** The element of 32 bytes, little-endian; undefined for another length or a value of the order or more. */
  readonly fromBytes: (bytes: Uint8Array) => bigint | undefined;
  /** The 32 bytes of an element, little-endian. @throws RangeError when x is no element */
  readonly toBytes: (x: bigint) => Uint8Array;
  /**
   * A uniform element, by rejection: without any bias.
   *
   * @throws Error if the source returns the wrong number of bytes, or nothing below the order in 128 attempts.
   */
  readonly random: (random: RandomSource) => bigint;
  /** A uniform element other than 0. Errors as `random`. */
  readonly randomNonZero: (random: RandomSource) => bigint;
  /** A challenge: 64 bytes of TupleHashXOF256 of the fields, little-endian, modulo the order. */
  readonly hash: (domain: string, ...fields: readonly TupleField[]) => bigint;
  /** Any integer modulo the order, from 0 on. */
  readonly reduce: (value: bigint) => bigint;
  /**
   * The inverses of all values with one inversion and three multiplications each (Montgomery's trick).
   *
   * @throws RangeError when a value is 0 modulo the order.
   */
  readonly inverseBatch: (values: readonly bigint[]) => bigint[];
}

/**
 * @param order - a prime below 2^256
 * @param name - the order as messages say it
 */
export function primeField(order: bigint, name: string): PrimeField {
  // Keeps the bits that the order has.
  const topByteMask = Number((1n << BigInt(order.toString(2).length - 248)) - 1n);
  const isElement = (value: bigint): boolean => value >= 0n && value < order;

  function fromBytes(bytes: Uint8Array): bigint | undefined {
    if (bytes.length !== ELEMENT_BYTES) return undefined;
    const value = bytesToNumberLE(bytes);
    return value < order ? value : undefined;
  }

  function random(source: RandomSource): bigint {
    for (let attempt = 0; attempt < MAX_CANDIDATES; attempt++) {
      const bytes = source(ELEMENT_BYTES);
      if (bytes.length !== ELEMENT_BYTES)
        throw new Error('the random source returned the wrong number of bytes');
      bytes[ELEMENT_BYTES - 1]! &= topByteMask;
      const candidate = fromBytes(bytes);
      bytes.fill(0);
      if (candidate !== undefined) return candidate;
    }
    throw new Error(`the random source is broken: no value below ${name} in 128 attempts`);
  }

  return {
    isElement,
    fromBytes,
    toBytes(x) {
      if (!isElement(x)) throw new RangeError(`an element must be from 0 to ${name} − 1`);
      return numberToBytesLE(x, ELEMENT_BYTES);
    },
    random,
    randomNonZero(source) {
      for (let attempt = 0; attempt < MAX_CANDIDATES; attempt++) {
        const candidate = random(source);
        if (candidate !== 0n) return candidate;
      }
      throw new Error('the random source is broken: nothing but zeros in 128 attempts');
    },
    hash: (domain, ...fields) =>
      bytesToNumberLE(tupleHashXof(domain, HASH_BYTES, ...fields)) % order,
    reduce: (value) => mod(value, order),
    inverseBatch(values) {
      const before: bigint[] = [];
      let product = 1n;
      for (const value of values) {
        before.push(product);
        product = mod(product * value, order);
      }
      if (product === 0n) throw new RangeError('0 has no inverse');
      let rest = invert(product, order);
      for (let i = values.length - 1; i >= 0; i--) {
        before[i] = (before[i]! * rest) % order;
        rest = mod(rest * values[i]!, order);
      }
      return before;
    },
  };
}
