import { LOGARITHM_PROOF_BYTES } from '../crypto/logarithmProof.ts';
import { bytesBetween, type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Body of a client's message in phase 0: its keys for this session.
 *
 *     Advertise = [schemeKeys, boxKey (32), nonce (32), possession (64)]
 */
export interface AdvertiseBody<Keys = Uint8Array> {
  /** The scheme's part: a byte string that contains CBOR. */
  readonly schemeKeys: Keys;
  /**
   * The ristretto255 public key from which the keys of boxes to and from this client are derived.
   */
  readonly boxKey: Uint8Array;
  /** Random bytes that make every Advertise envelope unique. */
  readonly nonce: Uint8Array;
  /** Proof that the client holds the secret of its box key: see `possessionClaim`. */
  readonly possession: Uint8Array;
}

/**
 * Codec of {@link AdvertiseBody}.
 *
 * @param schemeKeys - codec of the scheme's part, or {@link opaque}
 */
export function advertiseCodec<Keys>(schemeKeys: Codec<Keys>): Codec<AdvertiseBody<Keys>> {
  return struct<AdvertiseBody<Keys>>({
    schemeKeys,
    boxKey: fixedBytes(32),
    nonce: fixedBytes(32),
    possession: fixedBytes(LOGARITHM_PROOF_BYTES),
  });
}

/** Codec of a scheme's part as undecoded bytes: 1 to `maxBytes`. */
export function opaque(maxBytes: number): Codec<Uint8Array> {
  return bytesBetween(1, maxBytes);
}
