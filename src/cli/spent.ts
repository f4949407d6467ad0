import type { Claim } from '../session/ledger.ts';

/** What a participation has used up in the ledger, for people. */
export class Spent {
  readonly #resumable: boolean;
  #round: number | undefined;
  #input = false;

  /** @param resumable - whether notes are kept with which a later process goes on */
  constructor(resumable = false) {
    this.#resumable = resumable;
  }

  /** What to do next where the participation did not come to its end: the end of a sentence. */
  get next(): string {
    if (this.#resumable) return 'run the same command again to resume';
    return this.#round === undefined
      ? `${String(this)}; run the same command again`
      : `${String(this)} (with --state, this round could be resumed)`;
  }

  /** To be told of what the ledger gives. */
  readonly took = (claim: Claim): void => {
    if (claim.kind === 'round') this.#round = claim.round;
    else this.#input = true;
  };

  /** One sentence: what is used up, and what can be done with what is not. */
  toString(): string {
    if (this.#round === undefined) return 'this uses up no round and no input';
    if (!this.#input) {
      return `round ${this.#round} is used up, but your input is not: it can go into the next round`;
    }
    return `round ${this.#round} and this input are used up, because the input may already be in a sum; to send equal values again, name another --epoch`;
  }
}
