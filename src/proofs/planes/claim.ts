/** The claim that a sum-check reduces from round to round, if the coefficients shown are padded. */
import { fieldReduce } from '../../crypto/field.ts';
import { dot } from './multilinear.ts';

/**
 * The true claim is `shown` − Σ omega_i · pad_i. Every round is linear in the shown coefficients,
 * so the verifier can follow the padded claim without knowing the pads.
 */
export class PaddedClaim {
  shown: bigint;
  /** The factor of each pad in the claim: one for each coefficient shown so far. */
  omega: bigint[] = [];

  constructor(start: bigint) {
    this.shown = start;
  }

  /**
   * Applies one round. `coefficients` are those of the round polynomial except c_1, in order. As
   * c_1 follows from p(0) + p(1) = claim, p(r) = r · claim + c_0 · (1 − 2r) + Σ_{e ≥ 2} c_e · (r^e
   * − r).
   */
  round(coefficients: readonly bigint[], r: bigint): void {
    const factors = [fieldReduce(1n - 2n * r)];
    for (let power = r; factors.length < coefficients.length;) {
      power = fieldReduce(power * r);
      factors.push(fieldReduce(power - r));
    }
    this.shown = fieldReduce(this.shown * r + dot(coefficients, factors));
    this.omega = [...this.omega.map((factor) => fieldReduce(factor * r)), ...factors];
  }
}
