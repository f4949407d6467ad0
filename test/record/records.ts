import { coordinator, identity, type TestSession, testSession } from '../support/federation.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import type { Published } from '../../src/coordinator/publish.ts';
import { openRecord, type RecordBody } from '../../src/record/record.ts';
import type { Report } from '../../src/record/verify.ts';
import { type CborValue, encodeCbor } from '../../src/wire/cbor.ts';
import { COORDINATOR_SENDER, openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';

/** A small session of four, with a record over the inputs of all of them. */
export const setup: TestSession = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 3,
  rowLength: 2,
});

export async function publish(session: TestSession = setup, seed?: string): Promise<Published> {
  return publishedBy(await exchange(session, { seed }));
}

/** The body of a record with something changed in it, as the wire has it. */
export function changedBody(record: Uint8Array, changes: Partial<RecordBody>): Uint8Array {
  const body = { ...openRecord(record).body, ...changes };
  const fields: CborValue[] = [
    body.session,
    body.roster.map(({ name, key }) => [name, key]),
    body.transcriptHash,
    body.shared,
    body.commits,
    body.commitments,
    body.proofs,
    body.confirms,
    body.sum,
    body.blinders,
  ];
  return encodeCbor(fields);
}

/** A record as somebody can make it who carries it: the old signature stands over another body. */
export function carried(record: Uint8Array, body: Uint8Array): Uint8Array {
  const { session, type, sender, signature } = openEnvelope(record, record.length);
  return encodeCbor([1, session, type, sender, body, signature]);
}

/** A record as its coordinator can make it: signed anew, for whichever session it likes. */
export function resealed(
  record: Uint8Array,
  body: Uint8Array,
  { signer = coordinator, session }: { signer?: Identity; session?: Uint8Array } = {},
): Uint8Array {
  const digest = session ?? openEnvelope(record, record.length).session;
  return sealEnvelope(signer, digest, 'record', COORDINATOR_SENDER, body);
}

/** The names of the checks that failed. */
export function failedChecks(report: Report): string[] {
  return report.checks.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check);
}

export const stranger: Identity = identity('stranger');
