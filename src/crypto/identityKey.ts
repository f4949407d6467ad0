import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Kernel } from '../kernel/kernel.ts';
import { bytes as bytesArgument, having, listOf } from '../usage/arguments.ts';

const { Point } = ed25519;

const anyBytes = bytesArgument();
const manyBytes = listOf(anyBytes, 2 ** 20);
const checkingKernel = having<Kernel>('a kernel: await defaultKernel()', ['areEd25519Keys']);

/** Bytes of an identity key. */
const IDENTITY_KEY_BYTES = 32;

/** What can be wrong with the bytes of an identity key, and the sentence for it. */
const REASONS = {
  length: 'it does not have 32 bytes',
  'not-canonical': 'its encoding is not the canonical one of a point',
  'not-on-curve': 'it is not on the curve',
  'small-order': 'its point has small order',
  'mixed-order': 'its point lies outside the prime-order subgroup',
} as const;

/** Why bytes are not an identity key. */
export type InvalidKeyReason = keyof typeof REASONS;

/** Thrown by `IdentityKey.parse`. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
  readonly code = 'identity-key-invalid';
  readonly reason: InvalidKeyReason;

  /**
   * With a message that says what the reason means.
   *
   * @param index - position of the key among several
   */
  constructor(reason: InvalidKeyReason, index?: number) {
    const which = index === undefined ? '' : `key ${index} is `;
    super(`${which}not an Ed25519 identity key: ${REASONS[reason]}`);
    this.reason = reason;
  }
}

/** The most keys that are remembered: those of a few of the largest rosters. */
const REMEMBERED_KEYS = 4096;

/**
 * Keys that passed, in hexadecimal: the coordinator's comes with every session and every record, a roster's with each of its rounds,
 * and a check costs as much as verifying a signature. Keys are public, so it does not matter what this reveals.
 */
const remembered = new Set<string>();

function remember(key: string): void {
  if (remembered.size >= REMEMBERED_KEYS) remembered.clear();
  remembered.add(key);
}

function findFault(bytes: Uint8Array): InvalidKeyReason | undefined {
  if (bytes.length !== IDENTITY_KEY_BYTES) return 'length';
  const { ORDER: p } = Point.Fp;
  const encoded = bytesToNumberLE(bytes);
  const y = encoded & ((1n << 255n) - 1n);
  const sign = encoded >> 255n;
  // x is 0 for y = ±1 only, and a zero has no negative (RFC 8032 §5.1.3, step 4).
  if (y >= p || (sign === 1n && (y === 1n || y === p - 1n))) return 'not-canonical';
  let point;
  try {
    point = Point.fromBytes(bytes);
  } catch {
    return 'not-on-curve';
  }
  if (point.isSmallOrder()) return 'small-order';
  return point.isTorsionFree() ? undefined : 'mixed-order';
}

/**
 * An Ed25519 public key suitable for accountability: canonically encoded, in the prime-order
 * subgroup and not the identity. Under such a key no signature fits two messages, and every
 * verifier of the cofactorless equation gives the same verdict.
 *
 * @example
 * ```ts
 * IdentityKey.parse(new Uint8Array(32)); // throws InvalidKeyError
 * ```
 */
export class IdentityKey {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Checks 32 bytes and copies them. It costs about as much as verifying a signature: parse a key once.
   *
   * @throws InvalidKeyError, code "identity-key-invalid", whose `reason` names the first fault; UsageError `wrong-input` for
   *   what are no bytes.
   */
  static parse(bytes: Uint8Array): IdentityKey {
    const own = Uint8Array.from(anyBytes(bytes, 'key'));
    return IdentityKey.#parse(own);
  }

  static #parse(own: Uint8Array, index?: number): IdentityKey {
    const hex = bytesToHex(own);
    if (!remembered.has(hex)) {
      const fault = findFault(own);
      if (fault !== undefined) throw new InvalidKeyError(fault, index);
      remember(hex);
    }
    return new IdentityKey(own);
  }

  /**
   * {@link IdentityKey.parse} for many keys, which the kernel checks together, fifteen times as fast.
   *
   * @throws InvalidKeyError, whose message names the position of the first invalid key
   */
  static parseAll(kernel: Kernel, list: readonly Uint8Array[]): IdentityKey[] {
    const own = manyBytes(list, 'keys').map((bytes) => Uint8Array.from(bytes));
    const fresh = own.filter((bytes) => !remembered.has(bytesToHex(bytes)));
    const sized = fresh.every((bytes) => bytes.length === IDENTITY_KEY_BYTES);
    if (!sized || !checkingKernel(kernel, 'kernel').areEd25519Keys(concatBytes(...fresh))) {
      // Each is checked separately, so that the error names the wrong one.
      return own.map((bytes, index) => IdentityKey.#parse(bytes, index));
    }
    for (const bytes of fresh) remember(bytesToHex(bytes));
    return own.map((bytes) => new IdentityKey(bytes));
  }

  /** The 32 bytes (RFC 8032 §5.1.2), in a fresh array. */
  get bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  /** The bytes as 64 lower-case hexadecimal digits. */
  toHex(): string {
    return bytesToHex(this.#bytes);
  }

  /** As {@link IdentityKey.toHex}. */
  toString(): string {
    return this.toHex();
  }

  /** As {@link IdentityKey.toHex}. */
  toJSON(): string {
    return this.toHex();
  }
}
