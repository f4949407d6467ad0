import { fieldInverseBatch, fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import { evaluatePairs } from '../../../kernel/planes/rounds.ts';
import type { Workspace } from '../../../kernel/planes/workspace.ts';
import { equalOne, evaluate } from '../multilinear.ts';
import type { DigitTable } from './digitTable.ts';
import type { RealTable } from './realTable.ts';

/**
 * The zero-check term ε · Σ eq(τ, i)·g(i)·(real(i) − g(i)). The factor of eq for the current
 * variable is divided out, so that each round evaluates polynomials of degree 2.
 */
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

  /** ε · eq of the bound variables and variable t, as a polynomial of degree 1 in variable t. */
  equality(t: number): [bigint, bigint] {
    const tau = this.#tau[t]!;
    return [fieldReduce(this.#epsilon * (1n - tau)), fieldReduce(this.#epsilon * (2n * tau - 1n))];
  }

  /** Coefficients of the polynomial of round t, degree 3. */
  round(t: number, g: DigitTable): bigint[] {
    const [constant, quadratic] = this.#workspace.scoped(() => this.#sums(t, g));
    // The cofactor q of eq has degree 2, and its values at 0 and 1 give the claim: (1 − τ)·q(0) +
    // τ·q(1) = σ.
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

  /** Binds variable t to r. */
  bind(t: number, r: bigint): void {
    this.#sigma = evaluate(this.#inner, r);
    this.#epsilon = fieldMultiply(this.#epsilon, equalOne(this.#tau[t]!, r));
  }

  /**
   * The constant and leading coefficients of Σ g(X)·(real(X) − g(X)) over all pairs, weighted with
   * eq of the variables above t.
   */
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
