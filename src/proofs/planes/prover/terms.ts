/** The three terms of a round over positions, each with the part of the claim that it accounts for. */
import { fieldInverseBatch, fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import {
  evaluatePairs,
  foldIntegers,
  foldPairs,
  multiplyPairs,
  squarePairs,
  type LookedUp,
} from '../../../kernel/planes/rounds.ts';
import { LIMB_BYTES } from '../../../kernel/wasm.ts';
import type { Elements, Workspace } from '../../../kernel/planes/workspace.ts';
import { equalOne, evaluate } from '../multilinear.ts';
import type { Piece } from '../relation.ts';
import type { WitnessDigits } from './digits.ts';
import type { RealTable } from './realTable.ts';

/** The quadratic with this constant and leading coefficient whose values at 0 and 1 add up to the sum. */
function quadraticOf([c0, c2]: readonly [bigint, bigint], sum: bigint): bigint[] {
  return [c0, fieldReduce(sum - 2n * c0 - c2), c2];
}

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

/** ε · Σ eq(τ, i)·g(i)·(real(i) − g(i)) */
export class ZeroTerm {
  readonly #workspace: Workspace;
  readonly #tau: readonly bigint[];
  readonly #inverses: readonly bigint[];
  readonly #real: RealTable;
  #epsilon: bigint;
  #sigma: bigint;
  #inner: bigint[] = [];

  constructor(
    workspace: Workspace,
    tau: readonly bigint[],
    real: RealTable,
    { epsilon, sigma }: { epsilon: bigint; sigma: bigint },
  ) {
    this.#workspace = workspace;
    this.#tau = tau;
    this.#inverses = fieldInverseBatch(tau);
    this.#real = real;
    this.#epsilon = epsilon;
    this.#sigma = sigma;
  }

  /** ε · eq of the bound variables and of variable t, as a polynomial of degree 1 in it. */
  equality(t: number): [bigint, bigint] {
    const tau = this.#tau[t]!;
    return [fieldReduce(this.#epsilon * (1n - tau)), fieldReduce(this.#epsilon * (2n * tau - 1n))];
  }

  /** Coefficients of round t, degree 3. */
  round(t: number, g: DigitTable): bigint[] {
    const [constant, quadratic] = this.#workspace.scoped(() => this.#sums(t, g));
    // What eq leaves over has degree 2, and its values at 0 and 1 make the claim: (1 − τ)·q(0) + τ·q(1) = σ.
    const atOne = (this.#sigma - (1n - this.#tau[t]!) * constant) * this.#inverses[t]!;
    const [q0, q2] = [constant, quadratic];
    const q1 = fieldReduce(atOne - q0 - q2);
    this.#inner = [q0, q1, q2];
    const [a, b] = this.equality(t);
    return [
      fieldMultiply(a, q0),
      fieldReduce(a * q1 + b * q0),
      fieldReduce(a * q2 + b * q1),
      fieldMultiply(b, q2),
    ];
  }

  bind(t: number, r: bigint): void {
    this.#sigma = evaluate(this.#inner, r);
    this.#epsilon = fieldMultiply(this.#epsilon, equalOne(this.#tau[t]!, r));
  }

  /** The constant and the leading coefficient of Σ over pairs of eq above t · g(X)·(real(X) − g(X)). */
  #sums(t: number, g: DigitTable): [bigint, bigint] {
    const workspace = this.#workspace;
    const cut = Math.max(this.#tau.length >> 1, t + 1);
    const lowBits = cut - t - 1;
    const low = workspace.equality(this.#tau.slice(t + 1, cut));
    const high = workspace.equality(this.#tau.slice(cut));
    const weights = { lowBits, low, high };
    const whole = this.#real.wholePairs(t);
    const [first, squares] = evaluatePairs(workspace, g.table, whole, weights);
    let [constant, quadratic] = [first, -squares];
    for (const pair of this.#real.edgePairs(t)) {
      const [p0, p1] = [this.#real.at(t, 2 * pair), this.#real.at(t, 2 * pair + 1)];
      if (p0 === 0n && p1 === 0n) continue;
      const [g0, g1] = [g.entry(2 * pair), g.entry(2 * pair + 1)];
      const weight = fieldMultiply(
        workspace.toInteger(low, pair % 2 ** lowBits),
        workspace.toInteger(high, Math.floor(pair / 2 ** lowBits)),
      );
      constant += weight * fieldReduce(g0 * (p0 - g0));
      quadratic += weight * fieldReduce((g1 - g0) * (p1 - p0 - g1 + g0));
    }
    return [fieldReduce(constant), fieldReduce(quadratic)];
  }
}

/** factor · Σ x(i)² */
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

  /** Coefficients of a round, degree 2. */
  round(): bigint[] {
    const sums =
      this.#table === undefined ? this.#squares.pairs : squarePairs(this.#workspace, this.#table);
    this.#inner = quadraticOf(sums, this.#sum);
    return this.#inner.map((c) => fieldReduce(c * this.#factor));
  }

  bind(r: bigint): void {
    this.#sum = evaluate(this.#inner, r);
    this.#table =
      this.#table === undefined
        ? foldIntegers(this.#workspace, this.#squares.values, this.#entries, r)
        : foldPairs(this.#workspace, this.#table, this.#entries, r);
    this.#entries = this.#table.count;
  }

  /** The two entries that are left before the last round. */
  ends(): [bigint, bigint] {
    const [x0, x1] = this.#workspace.toIntegers(this.#table!);
    return [x0!, x1 ?? 0n];
  }

  get factor(): bigint {
    return this.#factor;
  }
}

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
