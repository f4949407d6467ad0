import { concatBytes } from '@noble/hashes/utils.js';
import { type Codec, fixedBytes, struct } from '../wire/codec.ts';

/**
 * Phase 2, from a client: a small head. The row commitments, whose digest the client's Share fixed, the masked payload and the
 * range proofs are sent with it, in this order.
 *
 *     Commit = [transcriptHash (32), payloadDigest (32), proofsDigest (32, or 0 without proofs)]
 */
export interface CommitBody {
  /** The coordinator's messages so far, the Share list among them: with the digest of everyone's commitments. */
  readonly transcriptHash: Uint8Array;
  /** SHA-256 of the payload: for each row its packed coordinates and its blinder, all masked; 32 bytes an element of F_ℓ. */
  readonly payloadDigest: Uint8Array;
  /** SHA-256 of the range proofs; no bytes in a session without proofs. */
  readonly proofsDigest: Uint8Array;
}

/** @param proven - whether the session asks for range proofs */
export function commitCodec(proven: boolean): Codec<CommitBody> {
  return struct<CommitBody>({
    transcriptHash: fixedBytes(32),
    payloadDigest: fixedBytes(32),
    proofsDigest: fixedBytes(proven ? 32 : 0),
  });
}

/** What is sent with a Commit. */
export interface CommitAttachment {
  /** 64 bytes a row: 8 times the point that stands for it, so that no torsion survives. */
  readonly commitments: Uint8Array;
  readonly payload: Uint8Array;
  readonly proofs: Uint8Array;
}

interface AttachmentSizes {
  readonly commitmentBytes: number;
  readonly payloadBytes: number;
  readonly proofBytes: number;
}

/** Puts together what is sent with a Commit. */
export function joinAttachment({ commitments, payload, proofs }: CommitAttachment): Uint8Array {
  return concatBytes(commitments, payload, proofs);
}

/** Takes it apart, as views. In a session without proofs everything behind the commitments is the payload, however long. */
export function splitAttachment(
  { commitmentBytes, payloadBytes, proofBytes }: AttachmentSizes,
  attachment: Uint8Array,
): CommitAttachment {
  const end = proofBytes > 0 ? commitmentBytes + payloadBytes : attachment.length;
  return {
    commitments: attachment.subarray(0, commitmentBytes),
    payload: attachment.subarray(commitmentBytes, Math.max(end, commitmentBytes)),
    proofs: attachment.subarray(end),
  };
}
