import { fieldReduce } from '../../../crypto/field.ts';
import { foldPairs, type LookedUp } from '../../../kernel/planes/rounds.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';

/**
 * The table of g, the combined digits of each position: looked up from digit patterns before the
 * first folding, field elements after it.
 */
export class DigitTable {
  readonly #workspace: Workspace;
  #table: LookedUp | Elements;
  #entries: number;

  constructor(workspace: Workspace, table: LookedUp, entries: number) {
    this.#workspace = workspace;
    this.#table = table;
    this.#entries = entries;
  }

  get table(): LookedUp | Elements {
    return this.#table;
  }

  /** Entry `index`; 0 beyond the table. */
  entry(index: number): bigint {
    if (index >= this.#entries) return 0n;
    if (!('patterns' in this.#table)) return this.#workspace.toInteger(this.#table, index);
    const { patterns, tables } = this.#table;
    let sum = 0n;
    for (let p = 0; p < patterns.bytes; p++) {
      const byte = this.#workspace.arena.view(patterns.at + 4 * index + p, 1)[0]!;
      sum += this.#workspace.toInteger(tables, 256 * p + byte);
    }
    return fieldReduce(sum);
  }

  /** Binds the lowest variable to r. */
  fold(r: bigint): void {
    const folded = foldPairs(this.#workspace, this.#table, this.#entries, r);
    [this.#table, this.#entries] = [folded, folded.count];
  }
}
