import { toHex } from '../../src/crypto/hex.ts';
import { type Report, verifyUnder } from '../../src/record/verify.ts';
import { openRecord } from '../../src/record/record.ts';
import { plainSum, sameVector, type World } from '../../src/replay/harness/world.ts';
import { commitCodec } from '../../src/wire/bodies/commit.ts';
import { fromBytes } from '../../src/wire/codec.ts';
import { openEnvelope, PHASES } from '../../src/wire/envelope.ts';
import { WireError } from '../../src/wire/errors.ts';
import type { Message } from '../../src/wire/message.ts';
import type { Witness } from './witness.ts';

const ANY_SIZE = Number.MAX_SAFE_INTEGER;

/** What every client of a session truly committed to, against which records are judged. */
export class Truth {
  readonly #world: World;
  readonly #witness: Witness;
  /** Commitments with the client that computed them from its input. */
  readonly #commitments = new Set<string>();

  constructor(world: World, witness: Witness) {
    this.#world = world;
    this.#witness = witness;
  }

  /** Notes what a client computed, before anybody could change it. */
  note({ envelope }: Message): void {
    const { phase, sender, body } = openEnvelope(envelope, ANY_SIZE);
    if (phase === PHASES.commit) this.#commitments.add(`${sender} ${this.#commitmentsIn(body)}`);
  }

  /** Lets an honest verifier judge a record; one that passes must tell the truth. */
  async judge(record: Uint8Array): Promise<Report | undefined> {
    const { roster, lab } = this.#world;
    const policy = { rosterDigest: roster.digest, roster };
    const report = await this.#witness.deliver(async () => {
      try {
        return await verifyUnder(lab.defences, record, policy, lab.kernel);
      } catch (error) {
        // Bytes that are no record at all.
        if (error instanceof WireError) return undefined;
        throw error;
      }
    });
    if (report?.valid !== true) return report;
    const known = openRecord(record).body.commits.every((envelope) => {
      const { sender, body } = openEnvelope(envelope, ANY_SIZE, 'lenient');
      return this.#commitments.has(`${sender} ${this.#commitmentsIn(body)}`);
    });
    const clients = [...new Set(report.included)];
    if (!known || !sameVector(report.sum, plainSum(this.#world, clients))) {
      const { sum, included } = report;
      this.#witness.report('wrong-sum', `(${sum.join(', ')}) for clients ${included.join(', ')}`);
    }
    return report;
  }

  #commitmentsIn(body: Uint8Array): string {
    const codec = commitCodec(this.#world.session.rows);
    return toHex(fromBytes(codec, body, ANY_SIZE, 'commit', 'lenient').commitments);
  }
}
