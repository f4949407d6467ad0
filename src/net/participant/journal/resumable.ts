import { type RandomSource, seededRandom } from '../../../crypto/random.ts';
import { equalBytes, tupleHash } from '../../../crypto/tupleHash.ts';
import { fromHex } from '../../../crypto/hex.ts';
import type { RangeProver } from '../../../proofs/system.ts';
import type { Ledger } from '../../../session/ledger.ts';
import { envelopeDigest } from '../../../wire/envelope.ts';
import type { Message } from '../../../wire/transcript.ts';
import { type Answer, type Beginning, type Journal, JournalError } from './journal.ts';

/**
 * A participation that a later process can resume: it draws everything from one seed, and repeats
 * what was done. The result is compared with what was sent, so that a changed input or another
 * version stops instead of answering twice.
 */
export class Resumable {
  /** How it began, where an earlier process began it. */
  readonly begun: Beginning | undefined;
  readonly #journal: Journal;
  readonly #seed: Uint8Array;
  /** What an earlier process answered and this one has not done again. */
  readonly #ahead: Answer[];
  #proofs: Uint8Array = new Uint8Array(0);
  #beginning: Beginning | undefined;
  #over = false;

  private constructor(
    journal: Journal,
    begun: Beginning | undefined,
    seed: Uint8Array,
    ahead: Answer[],
  ) {
    this.#journal = journal;
    this.begun = begun;
    this.#seed = seed;
    this.#ahead = ahead;
  }

  /** Reads the notes. @throws JournalError */
  static async open(journal: Journal, random: RandomSource): Promise<Resumable> {
    const [begun, ...answers] = await journal.entries();
    if (begun && begun.kind !== 'begun') {
      throw new JournalError('the notes do not begin with a beginning');
    }
    const ahead = answers.filter((entry) => entry.kind === 'answer');
    return new Resumable(journal, begun, begun?.seed ?? random(32), ahead);
  }

  /** Randomness for one purpose: the same for every process that takes this up. */
  random(purpose: 'session' | 'input' | 'proofs'): RandomSource {
    return seededRandom(tupleHash('veilsum-1/journal-random', purpose, this.#seed));
  }

  /**
   * A ledger that notes the beginning before the round is claimed: a process that comes back has the seed that the claim was
   * made with, and claims again what it has already.
   */
  ledger(inner: Ledger, invitation: Message): Ledger {
    return {
      admits: (claim) => inner.admits(claim),
      claim: async (claim) => {
        if (claim.kind === 'round' && !this.begun) {
          this.#beginning = {
            kind: 'begun',
            session: fromHex(claim.session)!,
            invitation: invitation.envelope,
            seed: this.#seed,
          };
          await this.#journal.append(this.#beginning);
        }
        return inner.claim(claim);
      },
    };
  }

  /** Makes proofs once: what was sent is not made again. */
  prover(inner: RangeProver): RangeProver {
    return {
      system: inner.system,
      setup: inner.setup,
      prove: async (witness, _random, work) => {
        const before = this.#ahead[0]?.proofs;
        this.#proofs = before?.length
          ? before
          : await inner.prove(witness, this.random('proofs'), work);
        return this.#proofs;
      },
    };
  }

  /** What the next message from the coordinator was, where it was answered before. */
  get next(): Message | undefined {
    const [answer] = this.#ahead;
    return answer && { envelope: answer.envelope, attachment: answer.attachment };
  }

  /** To be called with every answer before it is sent. @throws JournalError where another one was sent before */
  async answered(received: Message, sent: Message): Promise<void> {
    const answer = envelopeDigest(sent.envelope);
    const before = this.#ahead.shift();
    if (before) {
      if (equalBytes(before.answer, answer)) return;
      throw new JournalError(
        'what was sent before cannot be said again in the same words: is the input another one, or the program? This round cannot be gone on with',
      );
    }
    await this.#journal.append({
      kind: 'answer',
      envelope: received.envelope,
      attachment: received.attachment ?? new Uint8Array(0),
      answer,
      proofs: this.#proofs,
    });
    this.#proofs = new Uint8Array(0);
  }

  /**
   * Nothing is answered any more: forgets what unmasks the input. With a receipt, what it takes to fetch the record is kept. Once is
   * enough.
   */
  async end(receipt: Uint8Array | undefined): Promise<void> {
    if (this.#over) return;
    const beginning = this.begun ?? this.#beginning;
    const finished = beginning &&
      receipt && { session: beginning.session, invitation: beginning.invitation, receipt };
    await this.#journal.end(finished);
    this.#over = true;
    this.#seed.fill(0);
  }
}
