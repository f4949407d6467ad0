import type { Ledger } from '../session/ledger.ts';

/** A ledger that remembers what this process has used up of it, for whoever is told that it stops. */
export class LedgerWatch {
  readonly #ledger: Ledger;
  readonly #resumable: boolean;
  #round: number | undefined;

  /** @param resumable - whether notes are kept with which a later process goes on */
  constructor(ledger: Ledger, resumable: boolean) {
    this.#ledger = ledger;
    this.#resumable = resumable;
  }

  /** The ledger, watched. */
  get ledger(): Ledger {
    return {
      claim: async (participation) => {
        const claimed = await this.#ledger.claim(participation);
        if (claimed) this.#round = participation.round;
        return claimed;
      },
    };
  }

  /** What is used up, and what to do next: the end of a sentence. */
  get next(): string {
    if (this.#resumable) return 'run the same command again to go on';
    if (this.#round === undefined) return 'no round is used up; run the same command again';
    return `round ${this.#round} is used up, and can’t be joined again (with --state, it could be gone on with)`;
  }

  /** Whether there is anything to say about it: a round that can be gone on with, or that is lost. */
  get claimed(): boolean {
    return this.#round !== undefined;
  }
}
