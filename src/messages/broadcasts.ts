import { bytesBetween, type Codec, fixedBytes, integer, list, struct } from '../wire/codec.ts';
import type { IncludedEntry } from './confirm.ts';

/**
 * Body of `advertised` and `shared`: the client envelopes that the coordinator collected in phase 0
 * or 1, as received, ascending by sender.
 *
 *     Collected = [transcriptHash (32), [envelope, …]]
 */
export interface CollectedBody {
  /** The transcript hash before this broadcast. */
  readonly transcriptHash: Uint8Array;
  readonly envelopes: readonly Uint8Array[];
}

/**
 * Codec of {@link CollectedBody}.
 *
 * @param clients - n
 * @param maxEnvelope - maximum size of a listed envelope, in bytes
 */
export function collectedCodec(clients: number, maxEnvelope: number): Codec<CollectedBody> {
  return struct<CollectedBody>({
    transcriptHash: fixedBytes(32),
    envelopes: list(bytesBetween(1, maxEnvelope), clients),
  });
}

/**
 * Body of `included`, after phase 2: the included clients, ascending.
 *
 *     Included = [transcriptHash (32), [[client, commitDigest (32)], …]]
 */
export interface IncludedBody {
  readonly transcriptHash: Uint8Array;
  readonly included: readonly IncludedEntry[];
}

/**
 * Codec of {@link IncludedBody}.
 *
 * @param clients - n
 */
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
 * Body of `unmasking`, after phase 3: the quorum that signed the included set, and the scheme's
 * request.
 *
 *     Unmasking = [transcriptHash (32), [Confirm envelope, …], schemeRequest]
 */
export interface UnmaskingBody<Request = Uint8Array> {
  readonly transcriptHash: Uint8Array;
  readonly confirms: readonly Uint8Array[];
  /** The scheme's part: a byte string that contains CBOR. */
  readonly schemeRequest: Request;
}

/**
 * Codec of {@link UnmaskingBody}.
 *
 * @param clients - n
 * @param maxConfirm - maximum size of a Confirm envelope, in bytes
 * @param schemeRequest - codec of the scheme's part, or `opaque`
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
