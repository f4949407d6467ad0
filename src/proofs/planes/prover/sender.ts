/** Sends the polynomials of rounds: a separate pad is added to every coefficient that is shown. */
import { fieldReduce } from '../../../crypto/field.ts';
import { integersToBytes } from '../../../kernel/planes/workspace.ts';
import type { ProofWriter } from '../challenges.ts';
import { PaddedClaim } from '../claim.ts';

/** The rounds of one proof. */
export class RoundSender {
  /** What the verifier makes of the shown coefficients. */
  readonly claim: PaddedClaim = new PaddedClaim(0n);
  readonly #writer: ProofWriter;
  readonly #pads: readonly bigint[];
  #used = 0;

  constructor(writer: ProofWriter, pads: readonly bigint[]) {
    this.#writer = writer;
    this.#pads = pads;
  }

  /** Shows all coefficients but c_1, which the claim determines, and returns the round's challenge. */
  send(label: string, [c0, , ...others]: readonly bigint[]): bigint {
    const shown = [c0!, ...others].map((c) => fieldReduce(c + this.#pads[this.#used++]!));
    this.#writer.put(label, integersToBytes(shown));
    const r = this.#writer.conversation.coin(label);
    this.claim.round(shown, r);
    return r;
  }
}
