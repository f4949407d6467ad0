import { fixedBytes, struct, type Codec } from '../wire/codec.ts';

/**
 * Phase 0, from a client: its keys for this session.
 *
 *     Advertise = [maskKey (32), boxKey (32), nonce (32)]
 */
export interface AdvertiseBody {
  /** ristretto255 key that pairwise masks come from. */
  readonly maskKey: Uint8Array;
  /** ristretto255 key under which shares reach this client. */
  readonly boxKey: Uint8Array;
  /** Random, so that no two advertisements are alike. */
  readonly nonce: Uint8Array;
}

export const advertiseCodec: Codec<AdvertiseBody> = struct<AdvertiseBody>({
  maskKey: fixedBytes(32),
  boxKey: fixedBytes(32),
  nonce: fixedBytes(32),
});
