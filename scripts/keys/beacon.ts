/** Beacons: public randomness that ends a set-up. */
import { createHash } from 'node:crypto';

/** The source of a beacon. */
export interface Beacon {
  /** At least 32 bytes, in hexadecimal. */
  readonly hash: string;
  /** The hash is iterated 2^exponent times. */
  readonly exponent: number;
}

/**
 * A public constant in place of a beacon and contributors. Anyone can compute it, and with it the
 * trapdoor of development keys.
 *
 * @param purpose - Gives each file a different constant.
 */
export function developmentBeacon(purpose: string): Beacon {
  const hash = createHash('sha256').update(`veilsum development keys: ${purpose}`).digest('hex');
  return { hash, exponent: 10 };
}
