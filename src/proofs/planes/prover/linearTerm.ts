import { foldPairs, multiplyPairs } from '../../../kernel/planes/rounds.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';
import { LIMB_BYTES } from '../../../kernel/wasm.ts';
import { evaluate, quadraticOf } from '../multilinear.ts';
import type { Piece } from '../relation.ts';
import type { DigitTable } from './digitTable.ts';

/** Σ u(i)·g(i) for a public u, kept from the first of its pieces to the last. */
export class LinearTerm {
  readonly #workspace: Workspace;
  #table: Elements;
  #first: number;
  #sum: bigint;
  #inner: bigint[] = [];

  /** @param sum - What the form makes of g. */
  constructor(workspace: Workspace, pieces: readonly Piece[], sum: bigint) {
    this.#workspace = workspace;
    this.#sum = sum;
    const first = pieces[0]!.start;
    const end = pieces[pieces.length - 1]!.end;
    // A round may have to begin one entry earlier than what is there: as many zeros before it as there can be rounds.
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

  /** Coefficients of a round, degree 2. */
  round(g: DigitTable): bigint[] {
    this.#align();
    const sums = multiplyPairs(this.#workspace, this.#table, g.table, this.#first / 2);
    this.#inner = quadraticOf(sums, this.#sum);
    return this.#inner;
  }

  bind(r: bigint): void {
    this.#sum = evaluate(this.#inner, r);
    this.#table = foldPairs(this.#workspace, this.#table, this.#table.count, r);
    this.#first /= 2;
  }

  /** The two entries that are left before the last round. */
  ends(): [bigint, bigint] {
    this.#align();
    const values = this.#workspace.toIntegers(this.#table);
    return this.#first === 0 ? [values[0]!, values[1] ?? 0n] : [0n, 0n];
  }

  /** Lets the table begin at an even index. */
  #align(): void {
    if (this.#first % 2 === 0) return;
    this.#first -= 1;
    this.#table = { at: this.#table.at - LIMB_BYTES, count: this.#table.count + 1 };
  }
}

const MARGIN = 40;

/** Copies one element to `count` places. */
function repeat({ wasm }: Workspace, from: number, to: number, count: number): void {
  const memory = new Uint8Array(wasm.memory.buffer);
  memory.copyWithin(to, from, from + LIMB_BYTES);
  for (let done = 1; done < count; done *= 2) {
    const more = Math.min(done, count - done) * LIMB_BYTES;
    memory.copyWithin(to + done * LIMB_BYTES, to, to + more);
  }
}
