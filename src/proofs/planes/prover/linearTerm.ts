import { foldPairs, multiplyPairs } from '../../../kernel/planes/rounds.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';
import { LIMB_BYTES } from '../../../kernel/layout.ts';
import { evaluate, quadraticOf } from '../multilinear.ts';
import type { Piece } from '../relation.ts';
import type { DigitTable } from './digitTable.ts';

/**
 * The term Σ u(i)·g(i) of a public u that is constant on intervals and 0 before the first and after
 * the last.
 */
export class LinearTerm {
  readonly #workspace: Workspace;
  #table: Elements;
  #first: number;
  #sum: bigint;
  #inner: bigint[] = [];

  /**
   * @param pieces - the intervals of u, ascending
   * @param sum - Σ u(i)·g(i)
   */
  constructor(workspace: Workspace, pieces: readonly Piece[], sum: bigint) {
    this.#workspace = workspace;
    this.#sum = sum;
    const first = pieces[0]!.start;
    const end = pieces[pieces.length - 1]!.end;
    // Each round may have to begin one entry earlier. The zeros in front of the table suffice for
    // every round.
    const room = workspace.zeros(MARGIN + end - first + 1);
    this.#first = first;
    this.#table = { at: room.at + MARGIN * LIMB_BYTES, count: end - first };
    workspace.scoped(() => {
      for (const { start, end: stop, factor } of pieces) {
        const from = workspace.fromInteger(factor).at;
        const to = this.#table.at + (start - first) * LIMB_BYTES;
        repeat(workspace, from, to, stop - start);
      }
    });
  }

  /** Coefficients of the round polynomial, degree 2. */
  round(g: DigitTable): bigint[] {
    this.#align();
    const sums = multiplyPairs(this.#workspace, this.#table, g.table, this.#first / 2);
    this.#inner = quadraticOf(sums, this.#sum);
    return this.#inner;
  }

  /** Binds the lowest variable to r. */
  bind(r: bigint): void {
    this.#sum = evaluate(this.#inner, r);
    this.#table = foldPairs(this.#workspace, this.#table, this.#table.count, r);
    this.#first /= 2;
  }

  /** The two entries of u before the last round. */
  ends(): [bigint, bigint] {
    this.#align();
    const values = this.#workspace.toIntegers(this.#table);
    return this.#first === 0 ? [values[0]!, values[1] ?? 0n] : [0n, 0n];
  }

  /** Makes the table begin at an even index. */
  #align(): void {
    if (this.#first % 2 === 0) return;
    this.#first -= 1;
    this.#table = { at: this.#table.at - LIMB_BYTES, count: this.#table.count + 1 };
  }
}

// At least as many as there can be rounds.
const MARGIN = 40;

/** Copies the element at `from` to `count` consecutive places. */
function repeat({ wasm }: Workspace, from: number, to: number, count: number): void {
  const memory = new Uint8Array(wasm.memory.buffer);
  memory.copyWithin(to, from, from + LIMB_BYTES);
  for (let done = 1; done < count; done *= 2) {
    const more = Math.min(done, count - done) * LIMB_BYTES;
    memory.copyWithin(to + done * LIMB_BYTES, to, to + more);
  }
}
