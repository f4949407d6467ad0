import { bytesBetween, type Codec, fixedBytes, integer, list, struct } from '../wire/codec.ts';
import type { IncludedEntry } from './confirm.ts';

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

/**
 * @param clients - n
 * @param maxEnvelope - the most bytes of an envelope in the list
 */
export function collectedCodec(clients: number, maxEnvelope: number): Codec<CollectedBody> {
  return struct<CollectedBody>({
    transcriptHash: fixedBytes(32),
    envelopes: list(bytesBetween(1, maxEnvelope), clients),
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
 * After phase 3: the quorum that agreed on the included set, and what the scheme asks for.
 *
 *     Unmasking = [transcriptHash (32), [Confirm envelope, …], schemeRequest]
 */
export interface UnmaskingBody<Request = Uint8Array> {
  readonly transcriptHash: Uint8Array;
  readonly confirms: readonly Uint8Array[];
  /** The scheme's part: a byte string that holds CBOR. */
  readonly schemeRequest: Request;
}

/**
 * @param clients - n
 * @param maxConfirm - the most bytes of a Confirm envelope
 * @param schemeRequest - the scheme's part, or `opaque`
 */
export function unmaskingCodec<Request>(
  clients: number,
  maxConfirm: number,
  schemeRequest: Codec<Request>,
): Codec<UnmaskingBody<Request>> {
  return struct<UnmaskingBody<Request>>({
    transcriptHash: fixedBytes(32),
    confirms: list(bytesBetween(1, maxConfirm), clients),
    schemeRequest,
  });
}
