/** The claim that a sum-check carries from round to round, where coefficients are shown with pads added to them. */
import { fieldReduce } from '../../crypto/field.ts';
import { dot } from './multilinear.ts';

/**
 * The true claim is `shown` − Σ omega_i · pad_i: every round is linear in the shown coefficients, so pads never have to be
 * known to follow them.
 */
export class PaddedClaim {
  shown: bigint;
  /** What the pads enter the claim by, one factor for each shown coefficient so far. */
  omega: bigint[] = [];

  constructor(start: bigint) {
    this.shown = start;
  }

  /**
   * One round. The polynomial's coefficients but c_1 are shown, in order; c_1 is what makes p(0) + p(1) the claim, so
   * p(r) = r · claim + c_0 · (1 − 2r) + Σ_{e ≥ 2} c_e · (r^e − r).
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
