import { fieldReduce } from '../../../crypto/field.ts';
import { foldPairs, type LookedUp } from '../../../kernel/planes/rounds.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';

/** g, the table of combined digits: looked up from patterns at first, then elements. */
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

  fold(r: bigint): void {
    const folded = foldPairs(this.#workspace, this.#table, this.#entries, r);
    [this.#table, this.#entries] = [folded, folded.count];
  }
}
