import { fieldReduce } from '../../../crypto/field.ts';
import { foldIntegers, foldPairs, squarePairs } from '../../../kernel/planes/rounds.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';
import { evaluate, quadraticOf } from '../multilinear.ts';
import type { WitnessDigits } from './digits.ts';

/** The term factor · Σ x(i)². */
export class SquaresTerm {
  readonly #workspace: Workspace;
  readonly #squares: NonNullable<WitnessDigits['squares']>;
  readonly #factor: bigint;
  #table: Elements | undefined;
  #entries: number;
  #sum: bigint;
  #inner: bigint[] = [];

  constructor(
    workspace: Workspace,
    squares: NonNullable<WitnessDigits['squares']>,
    factor: bigint,
    entries: number,
  ) {
    this.#workspace = workspace;
    this.#squares = squares;
    this.#factor = factor;
    this.#entries = entries;
    this.#sum = squares.total;
  }

  /** Coefficients of the round polynomial, degree 2. */
  round(): bigint[] {
    const sums =
      this.#table === undefined ? this.#squares.pairs : squarePairs(this.#workspace, this.#table);
    this.#inner = quadraticOf(sums, this.#sum);
    return this.#inner.map((c) => fieldReduce(c * this.#factor));
  }

  /** Binds the lowest variable to r. */
  bind(r: bigint): void {
    this.#sum = evaluate(this.#inner, r);
    this.#table =
      this.#table === undefined
        ? foldIntegers(this.#workspace, this.#squares.values, this.#entries, r)
        : foldPairs(this.#workspace, this.#table, this.#entries, r);
    this.#entries = this.#table.count;
  }

  /** The two entries of x before the last round. */
  ends(): [bigint, bigint] {
    const [x0, x1] = this.#workspace.toIntegers(this.#table!);
    return [x0!, x1 ?? 0n];
  }

  get factor(): bigint {
    return this.#factor;
  }
}
