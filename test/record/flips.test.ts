/**
 * Every byte of a record carries meaning: whichever is changed, the record is refused, whoever signs it after that.
 * All that a coordinator may leave out of a record is confirmations beyond the t that make a quorum.
 */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { createKernel, type Kernel } from '../../src/kernel/index.ts';
import { openRecord } from '../../src/record/record.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { WireError } from '../../src/wire/errors.ts';
import { seedOf, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { failedChecks, publish, resealed } from './records.ts';
import { prepare } from '../support/prepared.ts';

/** As small as a record over four inputs gets: two thousand bytes. */
const setup = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 2,
  rowLength: 2,
});
const SEED = 'which bit of each byte';
let record: Uint8Array;
let fast: Kernel;
prepare(async () => {
  ({ record } = await publish(setup));
  fast = await createKernel({ threads: 1 });
});

/** The checks that a record fails, or `no record` where it can't even be read. */
async function verdict(bytes: Uint8Array): Promise<string[]> {
  try {
    const { roster } = setup;
    const report = await verifyAggregate(bytes, { rosterDigest: roster.digest, roster }, fast);
    expect(report.valid).toBe(failedChecks(report).length === 0);
    return failedChecks(report);
  } catch (error) {
    if (error instanceof WireError) return ['no record'];
    throw error;
  }
}

/** One random bit for each byte; the seed above repeats them. */
function bits(length: number): number[] {
  return Array.from(seededRandom(seedOf(SEED))(length), (byte) => byte % 8);
}

describe(`a record with one bit flipped (seed: ${SEED})`, () => {
  it('is refused at every third byte, and mostly by the coordinator’s signature', async () => {
    const found = new Map<string, number>();
    for (const [at, bit] of bits(record.length).entries()) {
      if (at % 3 !== 0) continue;
      const failed = await verdict(flipped(record, at, bit));
      expect(failed, `byte ${at}, bit ${bit}`).not.toEqual([]);
      for (const name of failed) found.set(name, (found.get(name) ?? 0) + 1);
      if (failed[0] !== 'no record') expect(failed).toContain('coordinator-signature');
    }
    expect(found.size).toBeGreaterThan(5);
  }, 120_000);

  it('is refused at every byte of its body where the coordinator signed it after that', async () => {
    const { body } = openEnvelope(record, record.length);
    for (const [at, bit] of bits(body.length).entries()) {
      const failed = await verdict(resealed(record, flipped(body, at, bit)));
      expect(failed, `byte ${at}, bit ${bit}`).not.toEqual([]);
    }
  }, 120_000);
});

describe('a record of which only a part is there', () => {
  it('is none at every length', () => {
    for (let length = 0; length < record.length; length++) {
      expect(() => openRecord(record.subarray(0, length)), `${length} bytes`).toThrow(WireError);
    }
  });

  it('is none with a byte more, at either end', () => {
    for (const byte of [0, 0x80, 255]) {
      expect(() => openRecord(Uint8Array.of(...record, byte))).toThrow(WireError);
      expect(() => openRecord(Uint8Array.of(byte, ...record))).toThrow(WireError);
    }
  });
});
