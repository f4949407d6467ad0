import type { Codec } from '../wire/codec.ts';
import type { Thresholds } from './thresholds.ts';

/** The aggregation scheme of a session, with the scheme's parameters. */
export interface SchemeDemand {
  readonly kind: string;
}

/** Maximum sizes, in bytes, of what a scheme adds to bodies and attachments. */
export interface SchemeSizes {
  /** The scheme's part of Advertise. */
  readonly keys: number;
  /** The scheme's part of Share, and the attachment of Share. */
  readonly dealing: number;
  readonly dealingAttachment: number;
  /** The attachment of `shared` for one client. */
  readonly deliveries: number;
  /** The scheme's part of `unmasking`. */
  readonly request: number;
  /** The scheme's part of Unmask. */
  readonly answer: number;
}

/**
 * The rules of an aggregation scheme that all parties need: encodings, sizes and threshold
 * conditions. They contain no secrets and need no kernel.
 */
export interface SchemeRules {
  readonly kind: string;
  /** Codec of the scheme in the session parameters: an array that begins with the kind. */
  readonly codec: Codec<SchemeDemand>;
  /** Why the thresholds are not safe under this scheme, or `undefined`. */
  thresholdSafetyProblem(thresholds: Thresholds): string | undefined;
  /**
   * Why the session would not survive the dropouts that it promises to tolerate, or `undefined`.
   */
  livenessProblem(thresholds: Thresholds): string | undefined;
  /** The maximum sizes of the scheme's parts, in a session with these thresholds. */
  sizes(thresholds: Thresholds): SchemeSizes;
  /**
   * The ristretto255 public keys in the scheme's part of an Advertise. The frame checks that each
   * is a group element other than the identity, and that all keys of a session are different.
   *
   * @throws WireError if the part is malformed
   */
  keysIn(body: Uint8Array): readonly Uint8Array[];
}

/** The schemes that a party supports, by kind. */
export type SchemeRegistry = ReadonlyMap<string, SchemeRules>;
