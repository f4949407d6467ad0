import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Kernel } from '../kernel/kernel.ts';
import { bytes as bytesArgument, having, listOf } from '../usage/arguments.ts';

const { Point } = ed25519;

const anyBytes = bytesArgument();
const manyBytes = listOf(anyBytes, 2 ** 20);
const checkingKernel = having<Kernel>('a kernel: await defaultKernel()', ['areEd25519Keys']);

/** Size of an identity key in bytes. */
const IDENTITY_KEY_BYTES = 32;

/** Why bytes are not an identity key, as a sentence. */
const REASONS = {
  length: 'it does not have 32 bytes',
  'not-canonical': 'its encoding is not the canonical one of a point',
  'not-on-curve': 'it is not on the curve',
  'small-order': 'its point has small order',
  'mixed-order': 'its point lies outside the prime-order subgroup',
} as const;

/** Why bytes are not an identity key. */
export type InvalidKeyReason = keyof typeof REASONS;

/** Bytes are not an identity key. Thrown by `IdentityKey.parse`. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';
  readonly code = 'identity-key-invalid';
  readonly reason: InvalidKeyReason;

  /**
   * Creates an error.
   *
   * @param index - position of the key in a list
   */
  constructor(reason: InvalidKeyReason, index?: number) {
    const which = index === undefined ? '' : `key ${index} is `;
    super(`${which}not an Ed25519 identity key: ${REASONS[reason]}`);
    this.reason = reason;
  }
}

/** Number of valid keys that are remembered: enough for several rosters of the maximum size. */
const REMEMBERED_KEYS = 4096;

/**
 * Keys that were found valid, in hexadecimal. A coordinator's key comes with every session and
 * record, a roster's keys with every round, and a check costs as much as verifying a signature.
 * Keys are public, so timing may reveal which are remembered.
 */
const remembered = new Set<string>();

/**
 * Remembers a key that was derived from a seed, which is valid: a clamped scalar is a multiple of 8
 * below 2^255, so that L, and with it 8L > 2^255, never divides it.
 */
export function rememberDerived(key: Uint8Array): void {
  remember(bytesToHex(key));
}

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
  // x is 0 only for y = ±1, and 0 has no negative (RFC 8032 §5.1.3, step 4).
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
 * An Ed25519 public key (RFC 8032) that is suitable for accountability: canonically encoded, in the
 * prime-order subgroup and not the identity. Under such a key no signature is valid for two
 * messages, and all verifiers that use the cofactorless equation agree.
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
   * Parses and copies a key. Costs about as much as verifying a signature, once for each key.
   *
   * @param bytes - 32 bytes, the encoding of RFC 8032 §5.1.2
   * @throws InvalidKeyError with code `identity-key-invalid`; its `reason` is the first fault
   * @throws UsageError `wrong-input` if the argument is not bytes
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
   * {@link IdentityKey.parse} for many keys. The kernel checks them together, fifteen times as
   * fast.
   *
   * @throws InvalidKeyError whose message contains the position of the first invalid key
   */
  static parseAll(kernel: Kernel, list: readonly Uint8Array[]): IdentityKey[] {
    const own = manyBytes(list, 'keys').map((bytes) => Uint8Array.from(bytes));
    const fresh = own.filter((bytes) => !remembered.has(bytesToHex(bytes)));
    const sized = fresh.every((bytes) => bytes.length === IDENTITY_KEY_BYTES);
    if (!sized || !checkingKernel(kernel, 'kernel').areEd25519Keys(concatBytes(...fresh))) {
      // Checks each key separately, so that the error names the invalid one.
      return own.map((bytes, index) => IdentityKey.#parse(bytes, index));
    }
    for (const bytes of fresh) remember(bytesToHex(bytes));
    return own.map((bytes) => new IdentityKey(bytes));
  }

  /** The encoded key, 32 bytes (RFC 8032 §5.1.2), as a new array. */
  get bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  /** The encoded key as 64 lower-case hexadecimal digits. */
  toHex(): string {
    return bytesToHex(this.#bytes);
  }

  /** Same as {@link IdentityKey.toHex}. */
  toString(): string {
    return this.toHex();
  }

  /** Same as {@link IdentityKey.toHex}. */
  toJSON(): string {
    return this.toHex();
  }
}
