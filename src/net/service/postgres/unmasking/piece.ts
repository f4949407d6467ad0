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
 * What a piece is at most: with 4096 masks over one block, or 512 over eight, it takes one thread about half a second. That is long
 * against the way through the database, and short enough to be done again where a process dies with it.
 */
export const MOST_MASKS = 4096;
export const MOST_BLOCKS = 8;

/**
 * Some masks over some blocks of a vector: their sum can be computed anywhere, by any process that
 * has the keys.
 */
export interface MaskRange {
  readonly firstBlock: number;
  /** Of the vector from there on, whole elements; at most `MOST_BLOCKS` blocks. */
  readonly bytes: number;
  /** At most `MOST_MASKS`. */
  readonly masks: readonly Mask[];
}

/** A range as it stands in the queue. */
export interface Piece extends MaskRange {
  /**
   * A UUID: the same for the same range of the same session, so that a process that takes the work
   * over finds what is done.
   */
  readonly id: string;
}

/**
 * Cuts the masks over a vector of `bytes` bytes into pieces: each block of each mask is in one of them. They are in the order of
 * their ids, in which the queue gives them out.
 *
 * @param most - masks of a piece; fewer than `MOST_MASKS` only in tests
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

/** Σ sign · mask over a range: `bytes` bytes of canonical elements. */
export async function sumOfMasks(
  kernel: Kernel,
  { firstBlock, bytes, masks }: MaskRange,
  { signal }: WorkOptions = {},
): Promise<Uint8Array> {
  const sum = new Uint8Array(bytes);
  await kernel.addMasks(sum, masks, { firstBlock, signal });
  return sum;
}

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

/** The first 16 bytes, written as PostgreSQL writes a UUID. */
function uuid(digest: Uint8Array): string {
  const hex = toHex(digest.subarray(0, 16));
  return [0, 8, 12, 16, 20].map((at, i, cuts) => hex.slice(at, cuts[i + 1] ?? 32)).join('-');
}
