import { sha256, tupleHash } from '../../../../crypto/tupleHash.ts';
import { toHex } from '../../../../crypto/hex.ts';
import {
  type Kernel,
  type Mask,
  MASK_BLOCK_BYTES,
  MASK_KEY_BYTES,
  type WorkOptions,
} from '../../../../kernel/kernel.ts';

/**
 * Limits on a piece. 4096 masks over one block, or 512 over eight, take one thread about half a
 * second: long compared with the way through the database, and short enough to repeat if a process
 * dies.
 */
export const MOST_MASKS = 4096;
export const MOST_BLOCKS = 8;

/** Some masks over some blocks of a vector. Any process that has the keys can compute their sum. */
export interface MaskRange {
  readonly firstBlock: number;
  /** Length of the range in bytes: whole field elements, at most `MOST_BLOCKS` blocks. */
  readonly bytes: number;
  /** The masks, at most `MOST_MASKS`. */
  readonly masks: readonly Mask[];
}

/** A range with its name in the queue. */
export interface Piece extends MaskRange {
  /**
   * A UUID, the same for the same range of the same session, so that a process that takes over the
   * work finds the pieces that are done.
   */
  readonly id: string;
}

/**
 * Divides the masks over a vector into pieces that cover each block of each mask once, in the order
 * of their ids, in which the queue hands them out.
 *
 * @param session - The session's digest in hexadecimal.
 * @param bytes - Length of the vector, in bytes.
 * @param most - Limit on the masks of a piece; below `MOST_MASKS` only in tests.
 */
export function piecesOf(
  session: string,
  bytes: number,
  masks: readonly Mask[],
  most: number = MOST_MASKS,
): readonly Piece[] {
  const groups = Math.ceil(masks.length / most);
  const group = Math.ceil(masks.length / groups);
  const blocks = Math.min(Math.max(1, Math.floor(most / group)), MOST_BLOCKS);
  const pieces: Piece[] = [];
  for (let first = 0; first < masks.length; first += group) {
    const part = masks.slice(first, first + group);
    const digest = digestOf(part);
    for (let at = 0; at < bytes; at += blocks * MASK_BLOCK_BYTES) {
      const range = {
        firstBlock: at / MASK_BLOCK_BYTES,
        bytes: Math.min(bytes - at, blocks * MASK_BLOCK_BYTES),
      };
      const { firstBlock } = range;
      const id = uuid(tupleHash('veilsum-1/mask-piece', session, firstBlock, range.bytes, digest));
      pieces.push({ ...range, id, masks: part });
    }
  }
  return pieces.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The signed sum of a range's masks: `bytes` bytes of canonical field elements. */
export async function sumOfMasks(
  kernel: Kernel,
  { firstBlock, bytes, masks }: MaskRange,
  { signal }: WorkOptions = {},
): Promise<Uint8Array> {
  const sum = new Uint8Array(bytes);
  await kernel.addMasks(sum, masks, { firstBlock, signal });
  return sum;
}

/** SHA-256 over the signs and keys of masks. */
function digestOf(masks: readonly Mask[]): Uint8Array {
  const entry = 1 + MASK_KEY_BYTES;
  const bytes = new Uint8Array(masks.length * entry);
  for (const [i, { key, sign }] of masks.entries()) {
    bytes[i * entry] = sign === 1 ? 1 : 0;
    bytes.set(key, i * entry + 1);
  }
  const digest = sha256(bytes);
  bytes.fill(0);
  return digest;
}

/** The first 16 bytes of a digest as a UUID, formatted as in PostgreSQL. */
function uuid(digest: Uint8Array): string {
  const hex = toHex(digest.subarray(0, 16));
  return [0, 8, 12, 16, 20].map((at, i, cuts) => hex.slice(at, cuts[i + 1] ?? 32)).join('-');
}
