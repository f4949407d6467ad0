import { type ShareBody, shareCodec } from '../../messages/share.ts';
import { bytesBetween, type Codec, fixedBytes, list, nested, struct } from '../../wire/codec.ts';
import type { SignedDealing } from '../masking/signedDealing.ts';
import { NONCE_BYTES } from './neighbours.ts';

/**
 * The scheme's part of the Advertise body.
 *
 *     SparseKeys = [maskKey (32), nonceDigest (32)]
 */
export interface SparseKeys {
  /** The ristretto255 public key of the mask secret, from which pairwise masks are derived. */
  readonly maskKey: Uint8Array;
  /** The digest of the number that the client will draw its neighbours with. */
  readonly nonceDigest: Uint8Array;
}

/** Codec of the scheme's part of the Advertise body. */
export const keysCodec: Codec<SparseKeys> = struct<SparseKeys>({
  maskKey: fixedBytes(32),
  nonceDigest: fixedBytes(32),
});

/**
 * The scheme's part of the Share body.
 *
 *     SparseDealing = [seedPoint (32), root (32), nonce (32)]
 */
export interface SparseDealing extends SignedDealing {
  /** ρ, from which the dealer's out-neighbours follow. */
  readonly nonce: Uint8Array;
}

/** Codec of the scheme's part of the Share body. */
export const dealingCodec: Codec<SparseDealing> = struct<SparseDealing>({
  seedPoint: fixedBytes(32),
  root: fixedBytes(32),
  nonce: fixedBytes(NONCE_BYTES),
});

/**
 * Codec of the attachment of `included` for one client: the Commit envelopes of the included dealers that dealt to it, ascending.
 *
 * @param clients - n
 * @param maxCommit - maximum size of a Commit envelope, in bytes
 */
export function headsCodec(clients: number, maxCommit: number): Codec<readonly Uint8Array[]> {
  return list(bytesBetween(1, maxCommit), clients);
}

/** Codec of the whole Share body, with the scheme's part decoded. */
export const sparseShareCodec: Codec<ShareBody<SparseDealing>> = shareCodec(
  nested(dealingCodec, 'dealing'),
);
