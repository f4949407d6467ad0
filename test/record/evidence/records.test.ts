/** Records as evidence against their coordinator, and who is a party to evidence at all. */
import { describe, expect, it } from 'vitest';
import {
  evidenceOf,
  evidenceOfRecord,
  readEvidence,
} from '../../../src/record/evidence/evidence.ts';
import { verifyEvidence, type EvidenceVerdict, WireError } from '../../../src/record/index.ts';
import type { EvidenceOptions } from '../../../src/record/evidence/verify.ts';
import { openRecord, type RecordBody, sealRecord } from '../../../src/record/record.ts';
import { sumFromBytes, sumToBytes } from '../../../src/record/sumBytes.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { parametersCodec } from '../../../src/session/parameters.ts';
import { type Session, sessionFrom } from '../../../src/session/session.ts';
import { sumBytesPerCoordinate } from '../../../src/session/slots.ts';
import { encodeCbor } from '../../../src/wire/cbor.ts';
import { toBytes } from '../../../src/wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../../src/wire/envelope.ts';
import { exchange, publishedBy } from '../../support/exchange.ts';
import { coordinator, kernel, seedOf, testSession } from '../../support/federation.ts';
import { flipped, fromCoordinator } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';

const setup = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });
const { session, roster, identities } = setup;
let record: Uint8Array;
let body: RecordBody;
prepare(async () => {
  ({ record } = publishedBy(await exchange(setup)));
  ({ body } = openRecord(record));
});

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
const notProven = (reason: string): object => ({ kind: 'not-proven', reason });

function judged(
  bytes: Uint8Array,
  of: Session = session,
  options: Partial<EvidenceOptions> = {},
): Promise<EvidenceVerdict> {
  return verifyEvidence(evidenceOfRecord(of, bytes), { roster, ...options }, kernel);
}

const changed = (changes: Partial<RecordBody>): Uint8Array =>
  sealRecord(coordinator, session, { ...body, ...changes });

describe('a record', () => {
  it('is no misbehaviour where it verifies, also with no more confirmations than it takes', async () => {
    expect(await judged(record)).toEqual(NOTHING);
    expect(await judged(changed({ confirms: body.confirms.slice(1) }))).toEqual(NOTHING);
  });

  it('is a misbehaviour of its coordinator where a check of its own fails, the first of which is told', async () => {
    const width = sumBytesPerCoordinate(session.layout);
    const sum = sumFromBytes(body.sum, width)!;
    sum[0]! += 1;
    const cases: readonly [Partial<RecordBody>, RegExp][] = [
      [{ sum: sumToBytes(sum, width) }, /^opening: the sum does not open/],
      [{ confirms: body.confirms.slice(2) }, /^confirm-quorum: 2 included clients/],
      [{ commits: body.commits.slice(1) }, /^confirm-quorum: /],
      [{ shared: seedOf('garbage') }, /^commitment-fixed: /],
      [{ commitments: body.commitments.slice(1) }, /^commitments: 3 clients’ commitments/],
      [{ commitments: body.commitments.map((all) => flipped(all, 0)) }, /^commitments: /],
      [{ commitments: [...body.commitments].reverse() }, /^commitment-fixed: /],
      // The pinned roster is what the session names: what a verifier's policy says of it is said before by the record itself.
      [
        { roster: [{ ...body.roster[0]!, name: 'other' }, ...body.roster.slice(1)] },
        /^roster-entries: /,
      ],
    ];
    for (const [changes, detail] of cases) {
      expect(await judged(changed(changes))).toMatchObject({
        kind: 'proven',
        misbehaviour: 'false-record',
        culprit: 'coordinator',
        statement: 'signed a record that does not verify',
        detail: expect.stringMatching(detail) as string,
        session: { digest: session.digest },
      });
    }
  });

  it('is a misbehaviour where it is none at all', async () => {
    const nonsense = fromCoordinator(session, 'record', seedOf('garbage'));
    expect(await judged(nonsense)).toMatchObject({
      kind: 'proven',
      misbehaviour: 'false-record',
      culprit: 'coordinator',
      detail: expect.stringMatching(/encoding|record/) as string,
    });
  });

  it('shows nothing of whoever did not sign it', async () => {
    expect(await judged(flipped(record, -1))).toEqual(
      notProven('envelope 0: its signature does not verify'),
    );
    const byClient = sealEnvelope(
      identities[0]!,
      session.digest,
      'record',
      COORDINATOR_SENDER,
      toBytes(parametersCodec, session.parameters),
    );
    expect(await judged(byClient)).toEqual(notProven('envelope 0: its signature does not verify'));
  });
});

describe('a judge', () => {
  it('asks for the pinned coordinator and roster, where they are told', async () => {
    const bad = changed({ confirms: [] });
    const coordinatorKey = coordinator.publicKey.bytes;
    expect((await judged(bad, session, { coordinatorKey })).kind).toBe('proven');
    expect(await judged(bad, session, { coordinatorKey: seedOf('another') })).toEqual(
      notProven('the session is by another coordinator'),
    );
    const other = testSession(5).roster;
    expect(await judged(bad, session, { roster: other })).toEqual(
      notProven('the session has another roster'),
    );
  });

  it('looks at the digest of the roster and at its size', async () => {
    const over = async (changes: object): Promise<EvidenceVerdict> => {
      const parameters = { ...session.parameters, ...changes };
      const of = sessionFrom(parameters, toBytes(parametersCodec, parameters));
      return judged(sealRecord(coordinator, of, body), of);
    };
    const refused = notProven('the session has another roster');
    expect(await over({ rosterDigest: seedOf('roster') })).toEqual(refused);
    expect(await over({ clients: 5 })).toEqual(refused);
  });

  it('finds nobody behind a session without a usable key of a coordinator', async () => {
    const parameters = { ...session.parameters, coordinatorKey: new Uint8Array(32) };
    const of = sessionFrom(parameters, toBytes(parametersCodec, parameters));
    const by = sealEnvelope(coordinator, of.digest, 'record', COORDINATOR_SENDER, seedOf('x'));
    expect(await judged(by, of)).toEqual(
      notProven('envelope 0: its sender is not part of this session'),
    );
  });

  it('knows no other kinds of messages than there are', async () => {
    const sealed = (kind: number): Uint8Array =>
      encodeCbor([1, session.digest, kind, 2, seedOf('body'), new Uint8Array(64)]);
    for (const kind of [5, 15, 22, 255]) {
      expect(await judged(sealed(kind))).toEqual(
        notProven('envelope 0: it has an unknown message type'),
      );
    }
    expect(await judged(sealed(4))).toEqual(notProven('envelope 0: its signature does not verify'));
  });

  it('refuses bytes that are no evidence, and evidence with what is no envelope', async () => {
    await expect(verifyEvidence(seedOf('garbage'), { roster }, kernel)).rejects.toThrow(WireError);
    await expect(judged(seedOf('garbage'))).rejects.toThrow(WireError);
    await expect(judged(record, { bytes: seedOf('x') } as Session)).rejects.toThrow(WireError);
  });
});

describe('a file of evidence', () => {
  const finding = { message: 'found', culprit: 1 as ClientId, evidence: [seedOf('an envelope')] };

  it('is read as it was written', () => {
    const attachment = seedOf('beside');
    const bytes = evidenceOf(session, { ...finding, attachment })!;
    expect(readEvidence(bytes)).toEqual({
      format: 'veilsum-evidence-1',
      session: session.bytes,
      envelopes: finding.evidence,
      attachment,
    });
    expect(readEvidence(evidenceOf(session, finding)!).attachment).toEqual(new Uint8Array(0));
    expect(readEvidence(evidenceOfRecord(session, record)).envelopes).toEqual([record]);
  });

  it('is made only where somebody is named, and something is signed', () => {
    const { message, culprit, evidence } = finding;
    expect(evidenceOf(session, { message, evidence })).toBeUndefined();
    expect(evidenceOf(session, { message, culprit })).toBeUndefined();
    expect(evidenceOf(session, { message, culprit, evidence: [] })).toBeUndefined();
    // Client 0 is somebody, too.
    expect(evidenceOf(session, { ...finding, culprit: 0 as ClientId })).toBeDefined();
  });

  it('holds one envelope to eight', () => {
    const of = (count: number): Uint8Array =>
      evidenceOf(session, {
        ...finding,
        evidence: Array(count).fill(seedOf('x')) as Uint8Array[],
      })!;
    expect(readEvidence(of(8)).envelopes).toHaveLength(8);
    expect(() => of(9)).toThrow(/evidence: expected an array of at most 8/);
    const nine = Array(9).fill(seedOf('x')) as Uint8Array[];
    const file = encodeCbor(['veilsum-evidence-1', session.bytes, nine, new Uint8Array(0)]);
    expect(() => readEvidence(file)).toThrow(WireError);
  });
});
