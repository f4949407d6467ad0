import { concatBytes } from '@noble/hashes/utils.js';
import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Body of a client's message in phase 2: digests only. The row commitments, whose digest is in the
 * client's Share, the masked payload, the range proofs and the accusations are attached.
 *
 *     Commit = [transcriptHash (32), payloadDigest (32), proofsDigest (32, or 0 without proofs), accusationsDigest (32)]
 */
export interface CommitBody {
  /** The transcript hash after `shared`, the list that contains the digests of all commitments. */
  readonly transcriptHash: Uint8Array;
  /**
   * SHA-256 of the payload: for each row its packed coordinates and its blinder, masked, as
   * elements of F_ℓ of 32 bytes; then what the scheme proves about it.
   */
  readonly payloadDigest: Uint8Array;
  /** SHA-256 of the range proofs; empty if the session has none. */
  readonly proofsDigest: Uint8Array;
  /** SHA-256 of the accusations, of zero bytes where there are none. */
  readonly accusationsDigest: Uint8Array;
}

/**
 * Codec of {@link CommitBody}.
 *
 * @param proven - whether the session asks for range proofs
 */
export function commitCodec(proven: boolean): Codec<CommitBody> {
  return struct<CommitBody>({
    transcriptHash: fixedBytes(32),
    payloadDigest: fixedBytes(32),
    proofsDigest: fixedBytes(proven ? 32 : 0),
    accusationsDigest: fixedBytes(32),
  });
}

/**
 * The attachment of a Commit, in parts: the length of the accusations as 4 bytes, big-endian, the accusations, the commitments, the
 * payload and the proofs.
 */
export interface CommitAttachment {
  /** See `accusationsBytes`. */
  readonly accusations: Uint8Array;
  /**
   * One point P for each row, 64 bytes each. The commitment that counts is 8 · P, which has no
   * torsion.
   */
  readonly commitments: Uint8Array;
  /** The masked payload, followed by what the scheme proves about it. */
  readonly payload: Uint8Array;
  readonly proofs: Uint8Array;
}

interface AttachmentSizes {
  readonly commitmentBytes: number;
  readonly concealedBytes: number;
  readonly proofBytes: number;
}

/** Bytes of the length of the accusations. */
export const ACCUSATIONS_LENGTH_BYTES = 4;

/** Concatenates the parts of an attachment. */
export function joinAttachment({
  accusations,
  commitments,
  payload,
  proofs,
}: CommitAttachment): Uint8Array {
  const length = new Uint8Array(ACCUSATIONS_LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, accusations.length);
  return concatBytes(length, accusations, commitments, payload, proofs);
}

/**
 * Splits an attachment into its parts, as views. In a session without proofs, everything after the
 * commitments is the payload, whatever its length.
 */
export function splitAttachment(
  { commitmentBytes, concealedBytes, proofBytes }: AttachmentSizes,
  attachment: Uint8Array,
): CommitAttachment {
  const { buffer, byteOffset, length } = attachment;
  const accused =
    length < ACCUSATIONS_LENGTH_BYTES ? 0 : new DataView(buffer, byteOffset, length).getUint32(0);
  const start = ACCUSATIONS_LENGTH_BYTES + accused;
  const rest = attachment.subarray(start);
  const end = proofBytes > 0 ? commitmentBytes + concealedBytes : rest.length;
  return {
    accusations: attachment.subarray(ACCUSATIONS_LENGTH_BYTES, start),
    commitments: rest.subarray(0, commitmentBytes),
    payload: rest.subarray(commitmentBytes, Math.max(end, commitmentBytes)),
    proofs: rest.subarray(end),
  };
}
