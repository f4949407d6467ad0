import { setTimeout } from 'node:timers/promises';
import { type Kernel, MASK_BLOCK_BYTES, type WorkOptions } from '../../../../kernel/kernel.ts';
import { type Piece, sumOfMasks } from './piece.ts';
import type { PieceQueue, Standing } from './pieceQueue.ts';
import { rangeToText, sumFromText } from './pieceText.ts';

/** Interval in milliseconds at which the states of the pieces are queried. */
const LOOK_MS = 200;

/**
 * Number of queries after which a piece that another process has taken, or a queue in which nothing
 * happens, is not waited for any longer: about six seconds.
 */
const MOST_LOOKS = 30;

/**
 * Pieces that are in the queue at once, and that are added together. That keeps every process busy,
 * and limits what the database stores.
 */
const MOST_POSTED = 64;
const TOGETHER = 32;

/** What a process needs to share its unmasking. */
export interface Sharing {
  readonly kernel: Kernel;
  readonly queue: PieceQueue;
  /** Number of pieces to compute at once in this process, if no other does them. */
  readonly atOnce: number;
  /** Wakes the worker of this process, because there are pieces in the queue. */
  readonly onPosted: () => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Adds the sums of pieces to a vector. They are computed through the queue, and in this process if
 * they do not arrive. Every piece counts once, no matter how many processes computed it, and none
 * is left in the queue at the end.
 */
export class SharedSum {
  readonly #sharing: Sharing;
  readonly #into: Uint8Array;
  readonly #work: WorkOptions;
  readonly #count: number;
  /** Ids of pieces that are not added yet. */
  readonly #missing: Set<string>;
  /** Pieces that are not in the queue yet. */
  readonly #ahead: Piece[];
  /** Pieces in the queue, with the number of queries since another process took them. */
  readonly #posted = new Map<string, { readonly piece: Piece; looks: number }>();
  /** Ids of pieces that are added, but may still be in the queue. */
  #added: string[] = [];
  /** Number of queries in a row in which no piece was taken or done. */
  #quiet = 0;

  constructor(sharing: Sharing, into: Uint8Array, pieces: readonly Piece[], work: WorkOptions) {
    this.#sharing = sharing;
    this.#into = into;
    this.#work = work;
    this.#count = pieces.length;
    this.#missing = new Set(pieces.map(({ id }) => id));
    this.#ahead = [...pieces];
  }

  /**
   * Resolves when all sums are added. Failures of the queue are passed to `onFault`.
   *
   * @throws the signal's reason, or the kernel's error
   */
  async complete(): Promise<void> {
    const { queue, onFault } = this.#sharing;
    try {
      await this.#together();
    } catch (error) {
      this.#work.signal?.throwIfAborted();
      onFault(error);
      await this.#here([...this.#posted.values()].map(({ piece }) => piece));
      await this.#here(this.#ahead.splice(0));
    } finally {
      await queue.remove([...this.#added, ...this.#posted.keys()]).catch(onFault);
    }
  }

  async #together(): Promise<void> {
    const { queue } = this.#sharing;
    for (;;) {
      await this.#post();
      if (this.#posted.size === 0) return;
      await setTimeout(LOOK_MS, undefined, { signal: this.#work.signal });
      const late = this.#judge(await queue.look([...this.#posted.keys()]));
      await this.#here(late);
      const added = this.#added;
      this.#added = [];
      await queue.remove(added);
    }
  }

  async #post(): Promise<void> {
    const { queue, onPosted } = this.#sharing;
    while (this.#ahead.length > 0 && this.#posted.size <= MOST_POSTED - TOGETHER) {
      const next = this.#ahead.slice(0, TOGETHER);
      await queue.post(next.map((piece) => ({ id: piece.id, range: rangeToText(piece) })));
      this.#ahead.splice(0, next.length);
      for (const piece of next) this.#posted.set(piece.id, { piece, looks: 0 });
      onPosted();
    }
  }

  /**
   * Adds the sums that are done.
   *
   * @returns the pieces that need not be waited for any longer
   */
  #judge(standings: ReadonlyMap<string, Standing>): readonly Piece[] {
    const late: Piece[] = [];
    let taken = 0;
    const before = this.#missing.size;
    for (const [id, entry] of this.#posted) {
      const standing = standings.get(id);
      const isTaken = standing?.kind === 'taken';
      entry.looks = isTaken ? entry.looks + 1 : 0;
      if (isTaken) taken += 1;
      const isLost = standing === undefined || entry.looks > MOST_LOOKS;
      if (isLost || (standing.kind === 'done' && !this.#addText(entry.piece, standing.sum))) {
        late.push(entry.piece);
      }
    }
    this.#quiet = taken > 0 || this.#missing.size < before ? 0 : this.#quiet + 1;
    if (late.length > 0 || this.#quiet <= MOST_LOOKS) return late;
    return [...this.#posted.values()].slice(0, this.#sharing.atOnce).map(({ piece }) => piece);
  }

  /**
   * Adds a sum from the queue. Whether it is the right one shows when the commitments are opened.
   *
   * @returns whether it was a valid sum over the piece's range
   */
  #addText(piece: Piece, text: unknown): boolean {
    try {
      this.#add(piece, sumFromText(this.#sharing.kernel, piece, text));
      return true;
    } catch (error) {
      this.#sharing.onFault(error);
      return false;
    }
  }

  #add({ id, firstBlock, bytes }: Piece, sum: Uint8Array): void {
    if (!this.#missing.delete(id)) return;
    const at = firstBlock * MASK_BLOCK_BYTES;
    this.#sharing.kernel.add(this.#into.subarray(at, at + bytes), sum);
    this.#posted.delete(id);
    this.#added.push(id);
    this.#work.onProgress?.(1 - this.#missing.size / this.#count);
  }

  /** Computes pieces in this process. */
  async #here(pieces: readonly Piece[]): Promise<void> {
    const { kernel, atOnce } = this.#sharing;
    const left = [...pieces];
    const lane = async (): Promise<void> => {
      for (let piece = left.shift(); piece; piece = left.shift()) {
        this.#add(piece, await sumOfMasks(kernel, piece, this.#work));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
}
