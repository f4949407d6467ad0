import { setTimeout } from 'node:timers/promises';
import { type Kernel, MASK_BLOCK_BYTES, type WorkOptions } from '../../../../kernel/kernel.ts';
import { type Piece, sumOfMasks } from './piece.ts';
import type { PieceQueue, Standing } from './pieceQueue.ts';
import { rangeToText, sumFromText } from './pieceText.ts';

/** Milliseconds between two looks at what has become of the pieces. */
const LOOK_MS = 200;

/** Looks after which a piece that somebody took, or a queue in which nothing happens, is not waited for: about six seconds. */
const MOST_LOOKS = 30;

/** Pieces that are in the queue at once, and that are put there together: enough for everyone, and a bound to what the database holds. */
const MOST_POSTED = 64;
const TOGETHER = 32;

/** What one process brings to the sharing of its unmasking. */
export interface Sharing {
  readonly kernel: Kernel;
  readonly queue: PieceQueue;
  /** Pieces that are done here at once, where nobody else does them. */
  readonly atOnce: number;
  /** Tells the worker of this process that there is something in the queue. */
  readonly onPosted: () => void;
  readonly onFault: (error: unknown) => void;
}

/**
 * Adds the sums of pieces to a vector: has them computed through the queue, and computes those that
 * do not come. Every piece counts once, no matter which process did it, and none is left in the
 * queue at the end.
 */
export class SharedSum {
  readonly #sharing: Sharing;
  readonly #into: Uint8Array;
  readonly #work: WorkOptions;
  readonly #count: number;
  /** What is not added yet. */
  readonly #missing: Set<string>;
  /** Not in the queue yet. */
  readonly #ahead: Piece[];
  /** In the queue, with the looks since somebody took it. */
  readonly #posted = new Map<string, { readonly piece: Piece; looks: number }>();
  /** Added, and perhaps in the queue still. */
  #added: string[] = [];
  /** Looks in which nobody worked and nothing was done. */
  #quiet = 0;

  constructor(sharing: Sharing, into: Uint8Array, pieces: readonly Piece[], work: WorkOptions) {
    this.#sharing = sharing;
    this.#into = into;
    this.#work = work;
    this.#count = pieces.length;
    this.#missing = new Set(pieces.map(({ id }) => id));
    this.#ahead = [...pieces];
  }

  /** Resolves when all is added. @throws the signal's reason, and what the kernel throws; never for what the queue does */
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

  /** Adds what is done. @returns the pieces that are not to be waited for */
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

  /** @returns whether it was a sum over the piece's range; whether it is the right one shows when the commitments are opened */
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

  /** Does pieces in this process. */
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
