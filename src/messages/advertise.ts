import { bytesBetween, type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Phase 0, from a client: its keys for this session.
 *
 *     Advertise = [schemeKeys, boxKey (32), nonce (32)]
 */
export interface AdvertiseBody<Keys = Uint8Array> {
  /** The scheme's part: a byte string that holds CBOR. */
  readonly schemeKeys: Keys;
  /** ristretto255 key under which shares reach this client. */
  readonly boxKey: Uint8Array;
  /** Random, so that no two advertisements are alike. */
  readonly nonce: Uint8Array;
}

/** @param schemeKeys - the scheme's part, or {@link opaque} */
export function advertiseCodec<Keys>(schemeKeys: Codec<Keys>): Codec<AdvertiseBody<Keys>> {
  return struct<AdvertiseBody<Keys>>({
    schemeKeys,
    boxKey: fixedBytes(32),
    nonce: fixedBytes(32),
  });
}

/** A scheme's part as bytes, for those who do not look into it. */
export function opaque(maxBytes: number): Codec<Uint8Array> {
  return bytesBetween(1, maxBytes);
}
