/**
 * Sends round polynomials, adding a separate pad to each coefficient that is shown (Cramer and
 * Damgård, CRYPTO 1998; Frigo and shelat 2024).
 */
import { fieldReduce } from '../../../crypto/field.ts';
import { integersToBytes } from '../../../kernel/planes/workspace.ts';
import type { ProofWriter } from '../../conversation.ts';
import { PaddedClaim } from '../claim.ts';

/** The rounds of one proof. */
export class RoundSender {
  /** The claim as the verifier computes it from the shown coefficients. */
  readonly claim: PaddedClaim = new PaddedClaim(0n);
  readonly #writer: ProofWriter;
  readonly #pads: readonly bigint[];
  #used = 0;

  constructor(writer: ProofWriter, pads: readonly bigint[]) {
    this.#writer = writer;
    this.#pads = pads;
  }

  /**
   * Sends all coefficients except c_1, which follows from the claim, and returns the round's
   * challenge.
   */
  send(label: string, [c0, , ...others]: readonly bigint[]): bigint {
    const shown = [c0!, ...others].map((c) => fieldReduce(c + this.#pads[this.#used++]!));
    this.#writer.put(label, integersToBytes(shown));
    const r = this.#writer.conversation.coin(label);
    this.claim.round(shown, r);
    return r;
  }
}
