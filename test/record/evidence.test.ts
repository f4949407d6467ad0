import {
  pairwiseUnmaskCodec,
  shareLeafDigest,
  shareLeavesCodec,
  SHARE_TREE,
} from '../../src/schemes/pairwise/messages.ts';
import { dealtBytes, type DealtShare } from '../../src/schemes/pairwise/dealtShare.ts';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldToBytes } from '../../src/crypto/field.ts';
import { equalBytes } from '../../src/crypto/tupleHash.ts';
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
import { fromBytes } from '../../src/wire/codec.ts';
import { merkleTree } from '../../src/wire/merkle.ts';
import { coordinator, identity, kernel, testSession } from '../support/federation.ts';
import { exchange, type Exchange } from '../support/exchange.ts';
import { bodyOf } from '../support/forgery.ts';

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

/** What every dealer dealt to every holder, as far as it was revealed. */
function dealtIn({ sent }: Exchange): DealtShare[] {
  const n = session.parameters.clients;
  const answers = [...sent.unmask].map(
    ([holder, message]) => [holder, bodyOf(pairwiseUnmaskCodec(n), message).schemeBody] as const,
  );
  return [...sent.share].flatMap(([dealer, { attachment }]) => {
    const leaves = fromBytes(shareLeavesCodec(n), attachment!, 1e6, 'leaves');
    const digests = leaves.map((leaf, recipient) => shareLeafDigest(recipient, leaf));
    const { paths } = merkleTree(SHARE_TREE, digests);
    return answers.flatMap(([recipient, shares]) =>
      shares
        .filter(({ client }) => client === dealer)
        .map(({ kind, share }) => ({
          dealer,
          recipient,
          kind,
          share,
          position: recipient,
          count: n,
          leaf: leaves[recipient]!,
          path: paths[recipient]!,
        })),
    );
  });
}

/** Attachments that somebody could put beside honest messages: theirs, and dealt shares in whatever combination. */
function attachments(run: Exchange): fc.Arbitrary<Uint8Array> {
  const dealt = fc.constantFrom(...dealtIn(run));
  const { threshold, clients } = session.parameters;
  const bent = fc
    .tuple(dealt, dealt, fc.nat(clients - 1), fc.nat(3))
    .map(
      ([one, other, k, how]) =>
        [
          one,
          { ...one, share: other.share },
          { ...one, leaf: other.leaf, path: other.path, position: k },
          { ...one, share: fieldToBytes(BigInt(k)), kind: other.kind, recipient: other.recipient },
        ][how]!,
    );
  return fc.oneof(
    fc.constant(new Uint8Array(0)),
    fc.constantFrom(...attachmentsOf(run)),
    fc.uint8Array({ maxLength: 64 }),
    fc
      .array(fc.oneof(dealt, bent), { minLength: 1, maxLength: threshold })
      .map((list) => dealtBytes(clients, list)),
    // Just what convicts a bad dealer: t shares of one secret.
    fc.constantFrom(...dealtIn(run)).map(({ dealer, kind }) =>
      dealtBytes(
        clients,
        dealtIn(run)
          .filter((one) => one.dealer === dealer && one.kind === kind)
          .slice(0, threshold),
      ),
    ),
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
