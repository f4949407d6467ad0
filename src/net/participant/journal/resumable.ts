import { type RandomSource, seededRandom } from '../../../crypto/random.ts';
import { equalBytes, tupleHash } from '../../../crypto/tupleHash.ts';
import { fromHex } from '../../../crypto/hex.ts';
import type { RangeProver } from '../../../proofs/system.ts';
import type { Ledger } from '../../../session/ledger.ts';
import { envelopeDigest } from '../../../wire/envelope.ts';
import type { Message } from '../../../wire/transcript.ts';
import { type Answer, type Beginning, type Journal, JournalError } from './journal.ts';

/**
 * A participation that a later process can resume. All randomness comes from one seed, and a
 * process that resumes computes each answer again. The result is compared with what was sent, so
 * that a changed input or another version of the program stops instead of answering twice.
 */
export class Resumable {
  /** The first entry of the journal, if an earlier process wrote it. */
  readonly begun: Beginning | undefined;
  readonly #journal: Journal;
  readonly #seed: Uint8Array;
  /** Answers of an earlier process that this one has not computed again yet. */
  readonly #ahead: Answer[];
  #proofs: Uint8Array = new Uint8Array(0);
  #payloadProof: Uint8Array = new Uint8Array(0);
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

  /**
   * Reads the journal.
   *
   * @param random - Source of the seed for a new participation.
   * @throws JournalError if the journal cannot be read, or does not begin with a `begun` entry
   */
  static async open(journal: Journal, random: RandomSource): Promise<Resumable> {
    const [begun, ...answers] = await journal.entries();
    if (begun && begun.kind !== 'begun') {
      throw new JournalError(
        'the journal is damaged: it does not begin with the start of a participation',
      );
    }
    const ahead = answers.filter((entry) => entry.kind === 'answer');
    return new Resumable(journal, begun, begun?.seed ?? random(32), ahead);
  }

  /** Randomness for one purpose; every process that resumes draws the same. */
  random(purpose: 'session' | 'input' | 'proofs'): RandomSource {
    return seededRandom(tupleHash('veilsum-1/journal-random', purpose, this.#seed));
  }

  /**
   * Wraps a ledger to write the first entry before the round is claimed. A process that resumes
   * then has the seed with which the claim was made, and is granted the same claim again.
   */
  ledger(inner: Ledger, invitations: readonly Message[]): Ledger {
    return {
      admits: (claim) => inner.admits(claim),
      claim: async (claim) => {
        if (claim.kind === 'round' && !this.begun) {
          this.#beginning = {
            kind: 'begun',
            session: fromHex(claim.session)!,
            invitations: invitations.map(({ envelope }) => envelope),
            seed: this.#seed,
          };
          await this.#journal.append(this.#beginning);
        }
        return inner.claim(claim);
      },
    };
  }

  /** Wraps a prover to reuse the proofs of an answer that was already computed. */
  prover(inner: RangeProver): RangeProver {
    return {
      system: inner.system,
      setup: inner.setup,
      ...(inner.commit && { commit: inner.commit.bind(inner) }),
      prove: async (witness, _random, work) => {
        const before = this.#ahead[0]?.proofs;
        this.#proofs = before?.length
          ? before
          : await inner.prove(witness, this.random('proofs'), work);
        return this.#proofs;
      },
    };
  }

  /** Keeps the proof about a payload, or gives back that of an answer that was already computed. */
  async keepProof(make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const before = this.#ahead[0]?.payloadProof;
    this.#payloadProof = before?.length ? before : await make();
    return this.#payloadProof;
  }

  /** The coordinator's next message, if an earlier process has answered it. */
  get next(): Message | undefined {
    return this.after(0);
  }

  /** The same for the message that follows some that wait to be answered together. */
  after(waiting: number): Message | undefined {
    const answer = this.#ahead[waiting];
    return answer && { envelope: answer.envelope, attachment: answer.attachment };
  }

  /**
   * Writes an answer to the journal; call it before the answer is sent.
   *
   * @throws JournalError if an earlier process sent another answer to the same message
   */
  async answered(received: Message, sent: Message): Promise<void> {
    const answer = envelopeDigest(sent.envelope);
    const before = this.#ahead.shift();
    if (before) {
      if (equalBytes(before.answer, answer)) return;
      throw new JournalError(
        'this message differs from the one that was sent before: the input or the program has changed. Give the input that was given then, or wait for the next round',
      );
    }
    await this.#journal.append({
      kind: 'answer',
      envelope: received.envelope,
      attachment: received.attachment ?? new Uint8Array(0),
      answer,
      proofs: this.#proofs,
      payloadProof: this.#payloadProof,
    });
    this.#proofs = new Uint8Array(0);
    this.#payloadProof = new Uint8Array(0);
  }

  /**
   * Ends the participation and wipes what could unmask the input. With a receipt, what is needed to
   * fetch the record is kept. Later calls do nothing.
   */
  async end(receipt: Uint8Array | undefined): Promise<void> {
    if (this.#over) return;
    const beginning = this.begun ?? this.#beginning;
    const finished = beginning &&
      receipt && {
        session: beginning.session,
        invitation: beginning.invitations[0]!,
        receipt,
      };
    await this.#journal.end(finished);
    this.#over = true;
    this.#seed.fill(0);
  }
}
