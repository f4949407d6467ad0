import type { Codec } from '../wire/codec.ts';
import type { Thresholds } from './thresholds.ts';

/** Which aggregation scheme a session uses, with the scheme's own numbers. */
export interface SchemeDemand {
  readonly kind: string;
}

/** The most bytes of what a scheme adds to messages and attachments. */
export interface SchemeSizes {
  /** Of its part of Advertise. */
  readonly keys: number;
  /** Of its part of Share, and of what is sent with a Share. */
  readonly dealing: number;
  readonly dealingAttachment: number;
  /** Of what each client gets with `shared`. */
  readonly deliveries: number;
  /** Of its part of `unmasking`. */
  readonly request: number;
  /** Of its part of Unmask. */
  readonly answer: number;
}

/**
 * What an aggregation scheme is in numbers: how the coordinator comes to the sum of masked payloads and of their blinders. All
 * parties go by it. It has no secrets and needs no kernel.
 */
export interface SchemeRules {
  readonly kind: string;
  /** Of the scheme in the session parameters: an array that begins with its kind. */
  readonly codec: Codec<SchemeDemand>;
  /** Why the thresholds are not safe under this scheme, or `undefined`. */
  thresholdSafetyProblem(thresholds: Thresholds): string | undefined;
  /** Why the session would not tolerate the dropouts that it promises to survive, or `undefined`. */
  livenessProblem(thresholds: Thresholds): string | undefined;
  /** The most bytes of each of its parts, in a session with these thresholds. */
  sizes(thresholds: Thresholds): SchemeSizes;
  /**
   * The ristretto255 keys in the scheme's part of an Advertise. The frame requires that each is an element of the group other than
   * the identity, and that no two keys of a session are equal.
   *
   * @throws WireError for a part that is malformed
   */
  keysIn(body: Uint8Array): readonly Uint8Array[];
}

/** The schemes that a party knows, by kind. */
export type SchemeRegistry = ReadonlyMap<string, SchemeRules>;
