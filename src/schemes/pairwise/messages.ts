import { type AdvertiseBody, advertiseCodec } from '../../messages/advertise.ts';
import { type ShareBody, shareCodec } from '../../messages/share.ts';
import { type Codec, fixedBytes, fromBytes, nested, struct } from '../../wire/codec.ts';

/**
 * The scheme's part of the Advertise body.
 *
 *     PairwiseKeys = [maskKey (32)]
 */
export interface PairwiseKeys {
  /** The ristretto255 public key of the mask secret, from which pairwise masks are derived. */
  readonly maskKey: Uint8Array;
}

/** Codec of the scheme's part of the Advertise body. */
export const keysCodec: Codec<PairwiseKeys> = struct<PairwiseKeys>({ maskKey: fixedBytes(32) });

/**
 * Decodes the mask key from the scheme's part of an Advertise body.
 *
 * @throws WireError if it is malformed
 */
export function maskKeyIn(schemeKeys: Uint8Array): Uint8Array {
  return fromBytes(keysCodec, schemeKeys, keysCodec.maxBytes, 'keys').maskKey;
}

/**
 * The scheme's part of the Share body.
 *
 *     PairwiseDealing = [seedPoint (32), root (32)]
 */
export interface PairwiseDealing {
  /** b_u·G for the self-mask seed b_u. */
  readonly seedPoint: Uint8Array;
  /** Merkle root over one `ShareLeaf` for each client of the Advertise list, in its order. */
  readonly root: Uint8Array;
}

/** Codec of the scheme's part of the Share body. */
export const dealingCodec: Codec<PairwiseDealing> = struct<PairwiseDealing>({
  seedPoint: fixedBytes(32),
  root: fixedBytes(32),
});

/** Codec of the whole Advertise body, with the scheme's part decoded. */
export const pairwiseAdvertiseCodec: Codec<AdvertiseBody<PairwiseKeys>> = advertiseCodec(
  nested(keysCodec, 'keys'),
);

/** Codec of the whole Share body, with the scheme's part decoded. */
export const pairwiseShareCodec: Codec<ShareBody<PairwiseDealing>> = shareCodec(
  nested(dealingCodec, 'dealing'),
);
