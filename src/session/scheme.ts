import type { SlotLayout } from '../kernel/kernel.ts';
import type { Codec } from '../wire/codec.ts';
import type { ProofDemand } from './proofDemand.ts';
import type { Thresholds } from './thresholds.ts';

/** The aggregation scheme of a session, with the scheme's parameters. */
export interface SchemeDemand {
  readonly kind: string;
}

/** A scheme as a draft names it: parameters that are left out have defaults. */
export type SchemeDraft = SchemeDemand & {
  /** U of `coded`, the number of answers that give the sum. */
  readonly recovery?: number | undefined;
  /** k of `sparse`, the number of neighbours that each client draws. */
  readonly neighbours?: number | undefined;
  /** t_k of `sparse`, the number of shares that rebuild a secret. */
  readonly shareThreshold?: number | undefined;
  /** The least number of an included client's neighbours that are included, in `sparse`. */
  readonly minPresent?: number | undefined;
};

/** Thresholds, with the scheme that they are judged under. */
export interface SchemeThresholds extends Thresholds {
  readonly scheme: SchemeDemand;
}

/** What decides whether a session delivers its sum in spite of clients that cheat. */
export interface DeliveryTerms extends SchemeThresholds {
  readonly proofs: ProofDemand;
}

/** What the sizes of a scheme's messages follow from. */
export interface SchemeSetting {
  readonly parameters: SchemeThresholds;
  /** Size in bytes of a payload. */
  readonly payloadBytes: number;
  /** ⌈d / c⌉. */
  readonly rows: number;
  /** c and the packing of its coordinates. */
  readonly rowLength: number;
  readonly layout: SlotLayout;
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
  /** The attachment of `included` for one client. */
  readonly heads: number;
  /** The scheme's part of `unmasking`. */
  readonly request: number;
  /** What proves that a payload is the committed input, concealed: exact, and attached to Commit after the payload. */
  readonly payloadProof: number;
  /** The scheme's part of Unmask, and the attachment of Unmask. */
  readonly answer: number;
  readonly answerAttachment: number;
}

/**
 * The rules of an aggregation scheme that all parties need: encodings, sizes and threshold
 * conditions. They contain no secrets and need no kernel.
 */
export interface SchemeRules {
  readonly kind: string;
  /** Maximum of n, up to the limit for all schemes. Parameters with more clients are not decoded. */
  readonly maxClients: number;
  /** Codec of the scheme in the session parameters: an array that begins with the kind. */
  readonly codec: Codec<SchemeDemand>;
  /** The parameters that a draft may choose. */
  readonly choices: readonly string[];
  /**
   * Fills in the parameters that a draft leaves out. Without this function the scheme has none.
   */
  complete?(draft: SchemeDraft, thresholds: Thresholds): SchemeDemand;
  /** Why the thresholds are not safe under this scheme, or `undefined`. */
  thresholdSafetyProblem(thresholds: SchemeThresholds): string | undefined;
  /**
   * Why the session would not survive the dropouts that it promises to tolerate, or `undefined`.
   */
  livenessProblem(thresholds: SchemeThresholds): string | undefined;
  /**
   * Why clients that cheat can end the session, or `undefined` if it delivers the right sum whatever
   * up to n_C clients do, as long as t honest ones stay.
   */
  deliveryProblem(terms: DeliveryTerms): string | undefined;
  /** Why a session of this scheme cannot sum one part of a vector; without it, it can. */
  readonly partsProblem?: string;
  /**
   * Whether a client verifies only the signatures of clients that it shares masks or shares with, and those of t Confirms. Without this
   * function it verifies all.
   */
  verifiesSome?(thresholds: SchemeThresholds): boolean;
  /** The number of answers to Unmask that give the sum. */
  answersNeeded(thresholds: SchemeThresholds): number;
  /** The maximum sizes of the scheme's parts in a session, also in one whose thresholds are refused. */
  sizes(setting: SchemeSetting): SchemeSizes;
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
