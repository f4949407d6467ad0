import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Body of a client's message in phase 1: the digest of its row commitments, and what the scheme
 * deals.
 *
 *     Share = [transcriptHash (32), commitmentDigest (32), schemeBody]
 */
export interface ShareBody<Body = Uint8Array> {
  /** The transcript hash after `advertised`. */
  readonly transcriptHash: Uint8Array;
  /**
   * Digest of the row commitments that the client will reveal in phase 2. It hides them, and fixes
   * them before any are known.
   */
  readonly commitmentDigest: Uint8Array;
  /** The scheme's part: a byte string that contains CBOR. */
  readonly schemeBody: Body;
}

/**
 * Codec of {@link ShareBody}.
 *
 * @param schemeBody - codec of the scheme's part, or `opaque`
 */
export function shareCodec<Body>(schemeBody: Codec<Body>): Codec<ShareBody<Body>> {
  return struct<ShareBody<Body>>({
    transcriptHash: fixedBytes(32),
    commitmentDigest: fixedBytes(32),
    schemeBody,
  });
}
