/** What the lists of included clients of several parts prove, and what they don't. */
import { describe, expect, it } from 'vitest';
import { type MessageType, codecOf } from '../../../src/messages/table.ts';
import { evidenceOf, verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { defineParts } from '../../../src/session/parts.ts';
import type { Session } from '../../../src/session/session.ts';
import { toBytes } from '../../../src/wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../../src/wire/envelope.ts';
import { coordinator, identity, kernel, seedOf, testSession } from '../../support/federation.ts';
import { fromCoordinator } from '../../support/forgery.ts';
import { draft, sessions, setup } from '../../support/parts.ts';

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
