/** What the lists of included clients of several parts prove, or their records, and what they don't. */
import { describe, expect, it } from 'vitest';
import { encodeParts, readParts } from '../../../src/messages/bundle.ts';
import { type ClientPhase, type MessageType, codecOf } from '../../../src/messages/table.ts';
import { runPartsLocally } from '../../../src/net/localParts.ts';
import { readEvidence } from '../../../src/record/evidence/evidence.ts';
import {
  evidenceOf,
  evidenceOfRecord,
  type EvidenceVerdict,
  verifyAggregate,
  verifyEvidence,
} from '../../../src/record/index.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { defineParts } from '../../../src/session/parts.ts';
import type { Session } from '../../../src/session/session.ts';
import { toBytes } from '../../../src/wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../../src/wire/envelope.ts';
import { WireError } from '../../../src/wire/errors.ts';
import {
  coordinator,
  identity,
  kernel,
  seedOf,
  testFederation,
  testInput,
  testSession,
} from '../../support/federation.ts';
import { flipped, fromCoordinator } from '../../support/forgery.ts';
import { draft, sessions, setup, WHOLE } from '../../support/parts.ts';
import { prepare } from '../../support/prepared.ts';

const [first, second, third] = sessions as [Session, Session, Session];
const { roster } = setup;

/** The body of a list of included clients, with another Commit in each session. */
function listing(session: Session, clients: readonly number[]): Uint8Array {
  const included = clients.map((client) => ({
    client,
    commitDigest: sha256(Uint8Array.of(...session.digest, client)),
  }));
  const transcriptHash = sha256(session.digest);
  return toBytes(codecOf('included', session), { transcriptHash, included });
}

function list(session: Session, clients: readonly number[]): Uint8Array {
  return fromCoordinator(session, 'included', listing(session, clients));
}

function judged(of: Session, ...envelopes: readonly Uint8Array[]): Promise<EvidenceVerdict> {
  const finding = { message: '', culprit: 'coordinator' as const, evidence: envelopes };
  return verifyEvidence(evidenceOf(of, finding)!, { roster }, kernel);
}

describe('lists of included clients of two parts', () => {
  it('with other clients prove that the coordinator lied, in either order', async () => {
    const lists = [list(first, [0, 1, 2, 3]), list(third, [0, 1, 2])];
    const convicted = { kind: 'proven', misbehaviour: 'different-parts', culprit: 'coordinator' };
    expect(await judged(first, ...lists)).toMatchObject({
      ...convicted,
      detail: 'part 2 includes other clients than part 0',
    });
    expect(await judged(third, ...lists.reverse())).toMatchObject(convicted);
    // Named by a session of which no envelope is.
    expect(await judged(second, ...lists)).toMatchObject(convicted);
  });

  it('with the same clients prove nothing', async () => {
    const clients = [0, 2, 3];
    const verdict = await judged(first, list(first, clients), list(second, clients));
    expect(verdict).toEqual({ kind: 'not-proven', reason: 'nothing in it is wrong' });
  });

  it('prove nothing if they are of two plans', async () => {
    const [, other] = defineParts({ ...draft, nonce: seedOf('another nonce') });
    const verdict = await judged(first, list(first, [0, 1, 2, 3]), list(other!, [0, 1, 2]));
    expect(verdict).toEqual({
      kind: 'not-proven',
      reason: 'envelope 1: it was signed for another session',
    });
  });

  it('prove nothing if somebody else signed one', async () => {
    const forged = sealEnvelope(
      identity('another coordinator'),
      second.digest,
      'included',
      COORDINATOR_SENDER,
      listing(second, [0, 1, 2]),
    );
    expect(await judged(first, list(first, [0, 1, 2, 3]), forged)).toEqual({
      kind: 'not-proven',
      reason: 'envelope 1: its signature does not verify',
    });
  });

  it('prove nothing if a session sums no part', async () => {
    const { session } = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });
    const verdict = await judged(session, list(session, [0, 1, 2, 3]), list(second, [0, 1, 2]));
    expect(verdict).toEqual({
      kind: 'not-proven',
      reason: 'envelope 1: it was signed for another session',
    });
  });

  it('are not mixed with other messages of one type: those of two parts are no equivocation', async () => {
    const types: readonly MessageType[] = ['advertised', 'shared', 'unmasking'];
    for (const type of types) {
      // A malformed one is not about this session, either.
      const envelopes = [first, second].map((of) => fromCoordinator(of, type, of.digest));
      const verdict = await judged(third, ...envelopes);
      expect(verdict).toEqual({ kind: 'not-proven', reason: 'nothing in it is wrong' });
    }
  });

  it('come from a coordinator whose key is pinned', async () => {
    const finding = {
      message: '',
      culprit: 'coordinator' as const,
      evidence: [list(first, [0, 1, 2, 3]), list(second, [0, 1, 2])],
    };
    const bytes = evidenceOf(first, finding)!;
    const coordinatorKey = coordinator.publicKey.bytes;
    const verdict = await verifyEvidence(bytes, { roster, coordinatorKey }, kernel);
    expect(verdict.kind).toBe('proven');
  });
});

describe('records of all parts', () => {
  const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };
  /** Of everybody, and without client 3; and of another plan. */
  let all: readonly Uint8Array[];
  let fewer: readonly Uint8Array[];
  let others: readonly Uint8Array[];

  prepare(async () => {
    all = await recordsOf(sessions);
    fewer = await recordsOf(sessions, { 3: 'commit' });
    others = await recordsOf(defineParts({ ...draft, nonce: seedOf('another nonce') }));
  });

  async function recordsOf(
    of: readonly Session[],
    drops: Readonly<Record<number, ClientPhase>> = {},
  ): Promise<readonly Uint8Array[]> {
    const { clients, ...parties } = testFederation({ ...setup, session: of[0]! }, drops);
    const given = clients.map((client, i) => ({ ...client, input: () => testInput(WHOLE, i) }));
    const { result } = await runPartsLocally({ ...parties, clients: given, sessions: of });
    if (result.kind === 'abort') throw new Error(result.message);
    return readParts(result.result.record)!;
  }

  async function judgedFile(parts: readonly Uint8Array[], of?: Session): Promise<EvidenceVerdict> {
    const bundle = encodeParts(parts);
    const report = await verifyAggregate(bundle, { rosterDigest: roster.digest }, kernel);
    return verifyEvidence(evidenceOfRecord(of ?? report.session, bundle), { roster }, kernel);
  }

  it('with other clients in one of them prove that the coordinator lied', async () => {
    const verdict = await judgedFile([all[0]!, all[1]!, fewer[2]!]);
    expect(verdict).toMatchObject({
      kind: 'proven',
      misbehaviour: 'different-parts',
      culprit: 'coordinator',
      detail: 'part 2 includes other clients than part 0',
    });
    expect(await judgedFile([fewer[0]!, all[1]!, all[2]!])).toMatchObject({
      misbehaviour: 'different-parts',
      detail: 'part 1 includes other clients than part 0',
    });
    // A file of a record and a list that a client of another part was shown.
    expect(await judged(first, all[0]!, list(second, [0, 1, 2]))).toMatchObject({
      misbehaviour: 'different-parts',
    });
  });

  it('with the same clients prove nothing, and each can be judged by itself', async () => {
    expect(await judgedFile(all)).toEqual(NOTHING);
    expect(await judgedFile(fewer, third)).toEqual(NOTHING);
    expect(await judged(first, all[0]!, all[2]!)).toEqual(NOTHING);
    expect(await judged(first, all[0]!, list(second, [0, 1, 2, 3]))).toEqual(NOTHING);
    const file = evidenceOfRecord(second, encodeParts(all));
    expect(readEvidence(file).envelopes).toEqual([all[1]]);
  });

  it('prove nothing if one is of another plan, or was altered', async () => {
    expect(await judgedFile([others[0]!, all[1]!, fewer[2]!])).toEqual({
      kind: 'not-proven',
      reason: 'envelope 1: it was signed for another session',
    });
    expect(await judged(first, all[0]!, flipped(fewer[1]!, -1))).toMatchObject({
      kind: 'not-proven',
    });
  });

  it('are no file of evidence if one is no record', () => {
    const bundle = encodeParts([all[0]!, Uint8Array.of(1), all[2]!]);
    expect(() => evidenceOfRecord(first, bundle)).toThrow(WireError);
  });
});
