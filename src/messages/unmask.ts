import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Phase 4, from a client: its answer to the scheme's request.
 *
 *     Unmask = [transcriptHash (32), schemeBody]
 */
export interface UnmaskBody<Body = Uint8Array> {
  /** All of the coordinator's messages, the request among them. */
  readonly transcriptHash: Uint8Array;
  /** The scheme's part: a byte string that holds CBOR. */
  readonly schemeBody: Body;
}

/** @param schemeBody - the scheme's part, or `opaque` */
export function unmaskCodec<Body>(schemeBody: Codec<Body>): Codec<UnmaskBody<Body>> {
  return struct<UnmaskBody<Body>>({ transcriptHash: fixedBytes(32), schemeBody });
}
