import { MESSAGE_TYPES } from '../../src/messages/table.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { type Report, verifyUnder } from '../../src/record/verify.ts';
import { openRecord } from '../../src/record/record.ts';
import { plainSum, sameVector, type Scenario } from '../../src/attacks/harness/scenario.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { WireError } from '../../src/wire/errors.ts';
import type { Message } from '../../src/wire/transcript.ts';
import type { Witness } from './witness.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** What every client of a session truly committed to, against which records are judged. */
export class Truth {
  readonly #scenario: Scenario;
  readonly #witness: Witness;
  /** Commitments with the client that computed them from its input. */
  readonly #commitments = new Set<string>();

  constructor(scenario: Scenario, witness: Witness) {
    this.#scenario = scenario;
    this.#witness = witness;
  }

  /** Notes what a client computed, before anybody could change it. */
  note({ envelope, attachment }: Message): void {
    const { type, sender } = openEnvelope(envelope, ANY_SIZE);
    if (type !== MESSAGE_TYPES.commit) return;
    const { commitments } = splitAttachment(this.#scenario.session, attachment!);
    this.#commitments.add(`${sender} ${toHex(commitments)}`);
  }

  /** Lets an honest verifier judge a record; one that passes must tell the truth. */
  async judge(record: Uint8Array): Promise<Report | undefined> {
    const { roster, testBed } = this.#scenario;
    const policy = { rosterDigest: roster.digest, roster };
    const report = await this.#witness.deliver(async () => {
      try {
        return await verifyUnder(testBed.checks, record, policy, testBed.kernel);
      } catch (error) {
        // Bytes that are no record at all.
        if (error instanceof WireError) return undefined;
        throw error;
      }
    });
    if (report?.valid !== true) return report;
    const { commits, commitments } = openRecord(record).body;
    const known = commits.every((envelope, i) => {
      const { sender } = openEnvelope(envelope, ANY_SIZE, 'lenient');
      return this.#commitments.has(`${sender} ${toHex(commitments[i]!)}`);
    });
    const clients = [...new Set(report.included)];
    if (!known || !sameVector(report.sum, plainSum(this.#scenario, clients))) {
      const { sum, included } = report;
      this.#witness.report('wrong-sum', `(${sum.join(', ')}) for clients ${included.join(', ')}`);
    }
    return report;
  }
}
