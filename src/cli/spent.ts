import type { Claim } from '../session/ledger.ts';

/** Describes, for people, what a participation has used up in the ledger. */
export class Spent {
  readonly #resumable: boolean;
  #round: number | undefined;
  #input = false;

  /** @param resumable - Whether a journal is kept, so that the participation can be resumed. */
  constructor(resumable = false) {
    this.#resumable = resumable;
  }

  /** What to do next after an interrupted participation, as the end of a sentence. */
  get next(): string {
    if (this.#resumable) return 'run the same command again to resume';
    return this.#round === undefined
      ? `${String(this)}; run the same command again`
      : `${String(this)} (with --state, this round could be resumed)`;
  }

  /** Records a claim that the ledger has granted; for `onClaim`. */
  readonly took = (claim: Claim): void => {
    if (claim.kind === 'round') this.#round = claim.round;
    else this.#input = true;
  };

  /** What is used up, and what can be done with what is not, in one sentence. */
  toString(): string {
    if (this.#round === undefined) return 'no round and no input was used up';
    if (!this.#input) {
      return `round ${this.#round} is used up, but your input is not: it can go into the next round`;
    }
    return `round ${this.#round} and this input are used up, because the input may already be in a sum; to send equal values again, name another --epoch`;
  }
}
