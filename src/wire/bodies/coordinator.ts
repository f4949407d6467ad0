import { bytesBetween, fixedBytes, integer, list, struct, type Codec } from '../codec.ts';
import type { IncludedEntry } from './confirm.ts';

/**
 * What the coordinator sends to everyone after phases 0 and 1: the envelopes that it collected, as received, by
 * ascending sender.
 *
 *     Collected = [history (32), [envelope, …]]
 */
export interface CollectedBody {
  /** The history that this message continues. */
  readonly history: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
}

/** An Advertise, Share or Confirm envelope is smaller than this. */
export const SMALL_ENVELOPE_BYTES = 512;

/** @param clients - n */
export function collectedCodec(clients: number): Codec<CollectedBody> {
  return struct<CollectedBody>({
    history: fixedBytes(32),
    envelopes: list(bytesBetween(1, SMALL_ENVELOPE_BYTES), clients),
  });
}

/**
 * After phase 2: the included clients, ascending.
 *
 *     Included = [history (32), [[client, commitDigest (32)], …]]
 */
export interface IncludedBody {
  readonly history: Uint8Array;
  readonly included: readonly IncludedEntry[];
}

/** @param clients - n */
export function includedCodec(clients: number): Codec<IncludedBody> {
  return struct<IncludedBody>({
    history: fixedBytes(32),
    included: list(
      struct<IncludedEntry>({ client: integer(0, clients - 1), commitDigest: fixedBytes(32) }),
      clients,
    ),
  });
}

/**
 * After phase 3: whose mask secrets are needed, and the quorum that agreed on the included set.
 *
 *     Unmasking = [history (32), [dropped client, …], [Confirm envelope, …]]
 */
export interface UnmaskingBody {
  readonly history: Uint8Array;
  readonly dropped: readonly number[];
  readonly confirms: readonly Uint8Array[];
}

/** @param clients - n */
export function unmaskingCodec(clients: number): Codec<UnmaskingBody> {
  return struct<UnmaskingBody>({
    history: fixedBytes(32),
    dropped: list(integer(0, clients - 1), clients),
    confirms: list(bytesBetween(1, SMALL_ENVELOPE_BYTES), clients),
  });
}
