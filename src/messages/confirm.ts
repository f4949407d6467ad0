import { fixedBytes, struct, type Codec } from '../wire/codec.ts';
import { merkleLeaf, merkleRoot } from '../wire/merkle.ts';

/**
 * Phase 3, from a client: the exact set that it agrees to have summed. Equal views give equal
 * bytes.
 *
 *     Confirm = [transcriptHash (32), root (32)]
 */
export interface ConfirmBody {
  /** The coordinator's messages so far, the included list among them. */
  readonly transcriptHash: Uint8Array;
  /** {@link includedRoot} of the list. */
  readonly root: Uint8Array;
}

export const confirmCodec: Codec<ConfirmBody> = struct<ConfirmBody>({
  transcriptHash: fixedBytes(32),
  root: fixedBytes(32),
});

/** An included client with the digest of its Commit envelope. */
export interface IncludedEntry {
  readonly client: number;
  readonly commitDigest: Uint8Array;
}

/** The root over the included set: who is in it, and with which commitment. */
export function includedRoot(entries: readonly IncludedEntry[]): Uint8Array {
  const leaves = entries.map((entry) => merkleLeaf(entry.client, entry.commitDigest));
  return merkleRoot('included', leaves);
}
