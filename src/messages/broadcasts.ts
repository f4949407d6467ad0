import { bytesBetween, fixedBytes, integer, list, struct, type Codec } from '../wire/codec.ts';
import type { IncludedEntry } from './confirm.ts';

/** The coordinator's messages to clients. */
export const BROADCAST_TYPES = [
  'invitation',
  'advertised',
  'shared',
  'included',
  'unmasking',
] as const;

/** A message of the coordinator to clients: the one that opens a phase, in the order of the phases. */
export type BroadcastType = (typeof BROADCAST_TYPES)[number];

/**
 * What the coordinator sends to everyone after phases 0 and 1: the envelopes that it collected, as received, by
 * ascending sender.
 *
 *     Collected = [transcriptHash (32), [envelope, …]]
 */
export interface CollectedBody {
  /** The transcript hash that this message continues. */
  readonly transcriptHash: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
}

/** An Advertise, Share or Confirm envelope is smaller than this. */
export const SMALL_ENVELOPE_BYTES = 512;

/** @param clients - n */
export function collectedCodec(clients: number): Codec<CollectedBody> {
  return struct<CollectedBody>({
    transcriptHash: fixedBytes(32),
    envelopes: list(bytesBetween(1, SMALL_ENVELOPE_BYTES), clients),
  });
}

/**
 * After phase 2: the included clients, ascending.
 *
 *     Included = [transcriptHash (32), [[client, commitDigest (32)], …]]
 */
export interface IncludedBody {
  readonly transcriptHash: Uint8Array;
  readonly included: readonly IncludedEntry[];
}

/** @param clients - n */
export function includedCodec(clients: number): Codec<IncludedBody> {
  return struct<IncludedBody>({
    transcriptHash: fixedBytes(32),
    included: list(
      struct<IncludedEntry>({ client: integer(0, clients - 1), commitDigest: fixedBytes(32) }),
      clients,
    ),
  });
}

/**
 * After phase 3: whose mask secrets are needed, and the quorum that agreed on the included set.
 *
 *     Unmasking = [transcriptHash (32), [dropped client, …], [Confirm envelope, …]]
 */
export interface UnmaskingBody {
  readonly transcriptHash: Uint8Array;
  readonly dropped: readonly number[];
  readonly confirms: readonly Uint8Array[];
}

/** @param clients - n */
export function unmaskingCodec(clients: number): Codec<UnmaskingBody> {
  return struct<UnmaskingBody>({
    transcriptHash: fixedBytes(32),
    dropped: list(integer(0, clients - 1), clients),
    confirms: list(bytesBetween(1, SMALL_ENVELOPE_BYTES), clients),
  });
}
