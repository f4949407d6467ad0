/** Beacons: public randomness that closes a set-up. */
import { createHash } from 'node:crypto';

/** What a beacon is made from. */
export interface Beacon {
  /** 32 bytes or more, hexadecimal. */
  readonly hash: string;
  /** The hash is iterated 2^exponent times. */
  readonly exponent: number;
}

/**
 * The constant that stands where a beacon and contributors should: everyone can compute it, and with it the trapdoor of
 * development keys.
 *
 * @param purpose - Gives each file of its own a constant of its own.
 */
export function developmentBeacon(purpose: string): Beacon {
  const hash = createHash('sha256').update(`veilsum development keys: ${purpose}`).digest('hex');
  return { hash, exponent: 10 };
}
