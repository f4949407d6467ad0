import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Body of a client's message in phase 4: its answer to the scheme's request.
 *
 *     Unmask = [transcriptHash (32), schemeBody]
 */
export interface UnmaskBody<Body = Uint8Array> {
  /** The transcript hash after `unmasking`. */
  readonly transcriptHash: Uint8Array;
  /** The scheme's part: a byte string that contains CBOR. */
  readonly schemeBody: Body;
}

/**
 * Codec of {@link UnmaskBody}.
 *
 * @param schemeBody - codec of the scheme's part, or `opaque`
 */
export function unmaskCodec<Body>(schemeBody: Codec<Body>): Codec<UnmaskBody<Body>> {
  return struct<UnmaskBody<Body>>({ transcriptHash: fixedBytes(32), schemeBody });
}
