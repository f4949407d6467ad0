import { POINT_BYTES } from '../kernel/kernel.ts';
import { fixedBytes, struct, type Codec } from '../wire/codec.ts';

/**
 * Phase 2, from a client: its commitment, and the digest of the masked payload in the attachment.
 *
 *     Commit = [transcriptHash (32), commitments (64 · rows), payloadDigest (32), proofsDigest (32, or 0 without proofs)]
 *
 * A row's commitment is 8 times the point that stands for it, so that no torsion survives.
 */
export interface CommitBody {
  /** The coordinator's messages so far, the Share list among them: with the digest of everyone's commitment. */
  readonly transcriptHash: Uint8Array;
  readonly commitments: Uint8Array;
  /** SHA-256 of the payload: packed input, then row blinders, all masked; 32 bytes an element of F_ℓ. */
  readonly payloadDigest: Uint8Array;
  /** SHA-256 of the range proofs, which travel behind the payload; no bytes in a session without proofs. */
  readonly proofsDigest: Uint8Array;
}

/**
 * @param rows - ⌈d / c⌉
 * @param proven - whether the session asks for range proofs
 */
export function commitCodec(rows: number, proven = false): Codec<CommitBody> {
  return struct<CommitBody>({
    transcriptHash: fixedBytes(32),
    commitments: fixedBytes(rows * POINT_BYTES),
    payloadDigest: fixedBytes(32),
    proofsDigest: fixedBytes(proven ? 32 : 0),
  });
}
