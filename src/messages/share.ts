import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Phase 1, from a client: what it stands by of its sharing, and of its commitment before any other is known.
 *
 *     Share = [transcriptHash (32), commitmentDigest (32), schemeBody]
 */
export interface ShareBody<Body = Uint8Array> {
  /** The coordinator's messages so far, the Advertise list among them. */
  readonly transcriptHash: Uint8Array;
  /** Digest of the row commitments that follow in phase 2: hiding, and no longer free once the list is out. */
  readonly commitmentDigest: Uint8Array;
  /** The scheme's part: a byte string that holds CBOR. */
  readonly schemeBody: Body;
}

/** @param schemeBody - the scheme's part, or `opaque` */
export function shareCodec<Body>(schemeBody: Codec<Body>): Codec<ShareBody<Body>> {
  return struct<ShareBody<Body>>({
    transcriptHash: fixedBytes(32),
    commitmentDigest: fixedBytes(32),
    schemeBody,
  });
}
