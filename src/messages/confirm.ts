import { fixedBytes, struct, type Codec } from '../wire/codec.ts';
import { merkleLeaf, merkleRoot } from '../wire/merkle.ts';

/**
 * Body of a client's message in phase 3: the included set that it agrees to. Clients with equal
 * views send equal bytes.
 *
 *     Confirm = [transcriptHash (32), root (32)]
 */
export interface ConfirmBody {
  /** The transcript hash after `included`. */
  readonly transcriptHash: Uint8Array;
  /** {@link includedRoot} of the included set. */
  readonly root: Uint8Array;
}

/** Codec of {@link ConfirmBody}. */
export const confirmCodec: Codec<ConfirmBody> = struct<ConfirmBody>({
  transcriptHash: fixedBytes(32),
  root: fixedBytes(32),
});

/** An included client, with the digest of its Commit envelope. */
export interface IncludedEntry {
  readonly client: number;
  readonly commitDigest: Uint8Array;
}

/**
 * Merkle root of the included set: each leaf contains a client's number and the digest of its
 * Commit envelope.
 */
export function includedRoot(entries: readonly IncludedEntry[]): Uint8Array {
  const leaves = entries.map((entry) => merkleLeaf(entry.client, entry.commitDigest));
  return merkleRoot('included', leaves);
}
