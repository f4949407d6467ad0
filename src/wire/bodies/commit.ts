import { POINT_BYTES } from '../../kernel/kernel.ts';
import { fixedBytes, struct, type Codec } from '../codec.ts';

/**
 * Phase 2, from a client: its commitment, and the digest of the masked payload that travels beside the envelope.
 *
 *     Commit = [history (32), commitments (64 · rows), payloadDigest (32)]
 *
 * A row's commitment is 8 times the point that stands for it, so that no torsion survives.
 */
export interface CommitBody {
  /** The coordinator's messages so far, the Share list among them: with the digest of everyone's commitment. */
  readonly history: Uint8Array;
  readonly commitments: Uint8Array;
  /** SHA-256 of the payload: packed input, then row blinders, all masked; 32 bytes an element of F_ℓ. */
  readonly payloadDigest: Uint8Array;
}

/** @param rows - ⌈d / c⌉ */
export function commitCodec(rows: number): Codec<CommitBody> {
  return struct<CommitBody>({
    history: fixedBytes(32),
    commitments: fixedBytes(rows * POINT_BYTES),
    payloadDigest: fixedBytes(32),
  });
}
