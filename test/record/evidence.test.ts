import {
  deliveryCodec,
  shareLeafDigest,
  shareLeavesCodec,
  SHARE_TREE,
  type SharePoints,
  sharePointsCodec,
} from '../../src/schemes/masking/messages.ts';
import { accusationEvidence } from '../../src/schemes/accusationEvidence.ts';
import { agree } from '../../src/crypto/agreement.ts';
import { proveLogarithm } from '../../src/crypto/logarithmProof.ts';
import {
  type Accusation,
  accusationClaim,
  accusationsBytes,
} from '../../src/messages/accusations.ts';
import { type HeldLeaf, heldLeafCodec } from '../../src/schemes/masking/heldLeaf.ts';
import { CLIENT_PHASES, codecOf } from '../../src/messages/table.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, sha256 } from '../../src/crypto/tupleHash.ts';
import {
  evidenceOf,
  evidenceOfRecord,
  verifyEvidence,
  type EvidenceVerdict,
  WireError,
} from '../../src/record/index.ts';
import { readEvidence } from '../../src/record/evidence/evidence.ts';
import type { CollectedEvidence } from '../../src/attacks/attack.ts';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { runDefended } from '../../src/attacks/runAttack.ts';

import { splitAttachment } from '../../src/messages/commit.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleTree } from '../../src/wire/merkle.ts';
import { coordinator, identity, kernel, seedOf, testSession } from '../support/federation.ts';
import { bodyOf } from '../support/forgery.ts';
import { advertiseAs, exchange, type Exchange } from '../support/exchange.ts';

const seen = new Map<string, Promise<CollectedEvidence[]>>();

/** Everything that honest parties of an attack could show. */
function evidenceFrom(id: string): Promise<CollectedEvidence[]> {
  const evidence = seen.get(id) ?? replayed(id);
  seen.set(id, evidence);
  return evidence;
}

async function replayed(id: string): Promise<CollectedEvidence[]> {
  const evidence: CollectedEvidence[] = [];
  const attack = CATALOGUE.find((one) => one.id === id)!;
  await runDefended(attack, kernel, { onEvidence: (collected) => evidence.push(collected) });
  return evidence;
}

function judged(
  collected: CollectedEvidence,
  bytes: Uint8Array = collected.evidence,
): Promise<EvidenceVerdict> {
  const { roster, checker } = collected;
  return verifyEvidence(bytes, { roster, checker }, kernel);
}

async function provenIn(
  id: string,
): Promise<{ collected: CollectedEvidence; verdict: EvidenceVerdict }> {
  for (const collected of await evidenceFrom(id)) {
    const verdict = await judged(collected);
    if (verdict.kind === 'proven') return { collected, verdict };
  }
  throw new Error(`nothing proves ${id}`);
}

/** One attack for each misbehaviour. */
const PROVEN = CATALOGUE.filter(
  ({ proves }, i) =>
    proves !== undefined && CATALOGUE.findIndex((other) => other.proves === proves) === i,
).map(({ id }) => id);

describe('evidence that was altered', () => {
  it.each(PROVEN)('of %s convicts nobody else, wherever a bit of it is changed', async (id) => {
    const { collected, verdict } = await provenIn(id);
    if (verdict.kind !== 'proven') throw new Error('not proven');
    const { evidence } = collected;
    let refused = 0;
    const places = 24;
    for (let i = 0; i < places; i++) {
      const bytes = evidence.slice();
      bytes[Math.floor((i * bytes.length) / places)]! ^= 1 << (i % 8);
      const after = await judged(collected, bytes).catch((error: unknown) => {
        if (error instanceof WireError) return undefined;
        throw error;
      });
      if (after?.kind === 'proven') expect(after.culprit).toBe(verdict.culprit);
      else refused += 1;
    }
    expect(refused).toBeGreaterThan(places / 2);
  });

  it.each(PROVEN)(
    'of %s proves nothing to whoever trusts another roster or coordinator',
    async (id) => {
      const { collected } = await provenIn(id);
      const coordinatorKey = identity('another coordinator').publicKey.bytes;
      const { evidence, roster: own } = collected;
      expect(await verifyEvidence(evidence, { roster: own, coordinatorKey }, kernel)).toEqual({
        kind: 'not-proven',
        reason: 'the session is by another coordinator',
      });
      const { roster } = testSession(5);
      expect(await verifyEvidence(evidence, { roster }, kernel)).toEqual({
        kind: 'not-proven',
        reason: 'the session has another roster',
      });
    },
  );

  it('is read strictly', () => {
    expect(() => readEvidence(new Uint8Array(0))).toThrow(WireError);
    expect(() => readEvidence(new Uint8Array(100).fill(0x80))).toThrow(WireError);
  });
});

const setup = testSession(5);
const { session, roster } = setup;
const { clients } = session.parameters;
const played = await Promise.all([
  exchange(setup, { drops: { 3: 'commit' } }),
  exchange(setup, { drops: { 4: 'commit' }, seed: 'another', input: () => new Int32Array(5) }),
]);

/** Every envelope of an honest session: clients' and the coordinator's. */
function envelopesOf({ invitation, sent, received, end }: Exchange): Uint8Array[] {
  const messages = CLIENT_PHASES.flatMap((phase) => [
    ...sent[phase].values(),
    ...received[phase].values(),
  ]);
  const record = end.kind === 'finish' ? [end.result.record] : [];
  const all = [invitation, ...messages].map(({ envelope }) => envelope);
  return [...all, ...record].filter(
    (bytes, i, list) => list.findIndex((other) => equalBytes(other, bytes)) === i,
  );
}

/** What was sent with them, whole and in the parts that clients signed digests of. */
function attachmentsOf({ sent }: Exchange): Uint8Array[] {
  const whole = CLIENT_PHASES.flatMap((phase) =>
    [...sent[phase].values()].flatMap(({ attachment }) => (attachment ? [attachment] : [])),
  );
  const parts = [...sent.commit.values()].flatMap(({ attachment }) => {
    const { commitments, payload } = splitAttachment(session, attachment!);
    return [commitments, payload];
  });
  return [...whole, ...parts];
}

/** What every dealer signed for every holder, with the way to its root. */
function leavesIn({ sent }: Exchange): HeldLeaf[] {
  return [...sent.share].flatMap(([dealer, { attachment }]) => {
    const leaves = fromBytes(shareLeavesCodec(clients), attachment!, 1e6, 'leaves');
    const digests = leaves.map((leaf, recipient) => shareLeafDigest(recipient, leaf));
    const { paths } = merkleTree(SHARE_TREE, digests);
    return leaves.map((leaf, recipient) => ({ dealer, leaf, path: paths[recipient]! }));
  });
}

/** The points of every dealing, as evidence of a broken one has them. */
function pointsIn({ sent }: Exchange): SharePoints[][] {
  return Array.from(sent.share.values(), ({ attachment }) =>
    fromBytes(shareLeavesCodec(clients), attachment!, 1e6, 'leaves').map(
      ({ box, maskPoint, seedPoint }, recipient) => ({
        recipient,
        boxDigest: sha256(box),
        maskPoint,
        seedPoint,
      }),
    ),
  );
}

/** The secrets of everyone's box keys in the first of these sessions. */
const boxKeys = setup.identities.map(
  (_, client) => advertiseAs(setup, client, played[0].invitation).state.take().boxKeys,
);

/** A true statement of what a client agreed on with a dealer, which it has made in no session. */
function accusationOf(accuser: number, dealer: number): Accusation {
  const { secret, publicKey } = boxKeys[accuser]!;
  const theirs = boxKeys[dealer]!.publicKey;
  const said = { dealer, agreedPoint: agree(kernel, secret, theirs).expose().slice() };
  const claim = accusationClaim(session, accuser, said, publicKey, theirs);
  return { ...said, proof: proveLogarithm(kernel, secret, claim) };
}

it('what the first of these sessions has of box keys is what is proven here', () => {
  const { advertise } = played[0].sent;
  for (const [client, { publicKey }] of boxKeys.entries()) {
    const body = bodyOf(codecOf('advertise', session), advertise.get(client)!);
    expect(body.boxKey).toEqual(publicKey);
  }
});

/** Attachments that somebody could put beside honest messages: theirs, and leaves and points in whatever combination. */
function attachments(run: Exchange): fc.Arbitrary<Uint8Array> {
  const held = fc.constantFrom(...leavesIn(run));
  const points = fc.constantFrom(...pointsIn(run));
  const client = fc.nat(clients - 1);
  return fc.oneof(
    fc.constant(new Uint8Array(0)),
    fc.constantFrom(...attachmentsOf(run)),
    fc.uint8Array({ maxLength: 64 }),
    fc
      .tuple(held, held, fc.nat(2))
      .map(
        ([one, other, how]) =>
          [one, { ...one, leaf: other.leaf }, { ...one, path: other.path }][how]!,
      )
      .map((leaf) => toBytes(heldLeafCodec(clients), leaf)),
    fc
      .tuple(held, client, client, client, fc.nat(2))
      .map(([{ leaf, path }, accuser, dealer, prover, how]) => {
        const said = accusationOf(prover, dealer);
        const other = { ...said, agreedPoint: seedOf('another point') };
        return accusationEvidence(session, {
          accuser,
          dealer,
          accusations: accusationsBytes(clients, [
            [said, other, { ...said, dealer: accuser }][how]!,
          ]),
          dealt: toBytes(deliveryCodec(clients), { leaf, path }),
        });
      }),
    fc
      .tuple(points, points, fc.nat(2), fc.nat(clients - 1))
      .map(
        ([own, others, how, at]) =>
          [own, own.toSpliced(at, 1, others[at]!), own.toSpliced(at, 1)][how]!,
      )
      .map((list) => toBytes(sharePointsCodec(clients), list)),
  );
}

describe('no honest party is convicted', () => {
  it.each(played.map((run, i) => [i, run] as const))(
    'by any messages of session %i, in any order, with anything beside them',
    async (_, run) => {
      const envelopes = envelopesOf(run);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...envelopes), { minLength: 1, maxLength: 8 }),
          attachments(run),
          async (evidence, attachment) => {
            const bytes = evidenceOf(session, {
              message: '',
              culprit: 0 as never,
              evidence,
              attachment,
            });
            expect(await verifyEvidence(bytes!, { roster }, kernel)).toMatchObject({
              kind: 'not-proven',
            });
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it('beside the one who deviates, whatever else is put into the file', async () => {
    for (const id of PROVEN) {
      const { collected, verdict } = await provenIn(id);
      if (verdict.kind !== 'proven') throw new Error('not proven');
      const file = readEvidence(collected.evidence);
      const evidence = [...file.envelopes].reverse();
      const bytes = evidenceOf(verdict.session, {
        ...file,
        message: '',
        culprit: 0 as never,
        evidence,
      });
      const again = await judged(collected, bytes);
      if (again.kind === 'proven') expect(again.culprit).toBe(verdict.culprit);
    }
  });

  it('by a record that verifies', async () => {
    const [{ end }] = played;
    if (end.kind !== 'finish') throw new Error('no record');
    const bytes = evidenceOfRecord(session, end.result.record);
    expect(await verifyEvidence(bytes, { roster }, kernel)).toEqual({
      kind: 'not-proven',
      reason: 'nothing in it is wrong',
    });
    const coordinatorKey = coordinator.publicKey.bytes;
    expect((await verifyEvidence(bytes, { roster, coordinatorKey }, kernel)).kind).toBe(
      'not-proven',
    );
  });
});
