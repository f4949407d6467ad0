import type { Claim } from '../session/ledger.ts';

/** What a participation has used up in the ledger, for people. */
export class Spent {
  #round: number | undefined;
  #input = false;

  /** To be told of what the ledger gives. */
  readonly took = (claim: Claim): void => {
    if (claim.kind === 'round') this.#round = claim.round;
    else this.#input = true;
  };

  /** One sentence: what is used up, and what can be done with what is not. */
  toString(): string {
    if (this.#round === undefined) return 'no round is used up by this, and no input';
    if (!this.#input) {
      return `round ${this.#round} is used up, and your input is not: it can go into the next round`;
    }
    return `round ${this.#round} and this input are used up, as the input may be in a sum already; to send equal values again, name another --epoch`;
  }
}
