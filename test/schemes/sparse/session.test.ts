/** Whole sessions under `sparse`: sums in spite of dropouts and cheaters, and what is said where a session can't go on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/crypto/hex.ts';
import { scalarFromBytes, scalarReduce, scalarToBytes } from '../../../src/crypto/scalar.ts';
import { CLIENT_PHASES, type ClientPhase, maxMessageBytes } from '../../../src/messages/table.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { verifyEvidence } from '../../../src/record/evidence/verify.ts';
import { verifyAggregate } from '../../../src/record/verify.ts';
import {
  maskingUnmaskCodec,
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../../src/schemes/masking/messages.ts';
import { headsCodec, sparseShareCodec } from '../../../src/schemes/sparse/messages.ts';
import { neighboursOf } from '../../../src/schemes/sparse/neighbours.ts';
import type { Rejection } from '../../../src/session/outcome.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { fromBytes, toBytes } from '../../../src/wire/codec.ts';
import { sealEnvelope } from '../../../src/wire/envelope.ts';
import { merkleRoot } from '../../../src/wire/merkle.ts';
import type { Message } from '../../../src/wire/transcript.ts';
import {
  clientBefore,
  type Departures,
  type Exchange,
  exchange,
  publishedBy,
} from '../../support/exchange.ts';
import { kernel, plainSum } from '../../support/federation.ts';
import { ALL, setup } from '../../support/sparse.ts';
import { bodyOf, flipped, resigned } from '../../support/forgery.ts';
import { python } from '../../record/pythonVerifier.ts';

const { session, roster, identities } = setup;
const GRAPH = { neighbours: 8, shareThreshold: 2, minPresent: 6 };
const DEALER = ALL[4]!;

/** The clients to whom a dealer deals, from its Share; everyone advertised. */
function drawnBy(client: ClientId, share: Message): readonly ClientId[] {
  const { transcriptHash, schemeBody } = bodyOf(sparseShareCodec, share);
  return neighboursOf(ALL, GRAPH.neighbours, transcriptHash, client, schemeBody.nonce);
}

/** A dealer that changes its leaves, and signs their root. */
function redealing(
  change: (leaf: ShareLeaf, place: number) => ShareLeaf,
): NonNullable<Departures['tamper']> {
  return (phase, client, message) => {
    if (phase !== 'share' || client !== DEALER) return message;
    const codec = shareLeavesCodec(ALL.length);
    const bytes = message.attachment!;
    const leaves = fromBytes(codec, bytes, bytes.length, 'leaves').map(change);
    const drawn = drawnBy(DEALER, message);
    const digests = leaves.map((leaf, i) => shareLeafDigest(drawn[i]!, leaf));
    const body = bodyOf(sparseShareCodec, message);
    const root = merkleRoot(SHARE_TREE, digests);
    const changed = { ...body, schemeBody: { ...body.schemeBody, root } };
    const encoded = toBytes(sparseShareCodec, changed);
    const identity = identities[client]!;
    return {
      envelope: sealEnvelope(identity, session.digest, 'share', client, encoded),
      attachment: toBytes(codec, leaves),
    };
  };
}

/** Boxes that do not open, for some of the dealer's neighbours. */
const shut = (count: number): NonNullable<Departures['tamper']> =>
  redealing((leaf, place) => (place < count ? { ...leaf, box: flipped(leaf.box, 0) } : leaf));

async function proven(finding: Rejection | Exchange['end']): Promise<object> {
  if (finding.kind === 'finish') throw new Error('expected a finding');
  return verifyEvidence(evidenceOf(session, finding)!, { roster }, kernel);
}

const EARLY: readonly (ClientPhase | undefined)[] = ['advertise', 'share', 'commit'];

describe('a sparse session', () => {
  it('has the graph that its thresholds allow', () => {
    expect(session.parameters.scheme).toEqual({ kind: 'sparse', ...GRAPH });
  });

  it.each<readonly [string, Readonly<Record<number, ClientPhase>>]>([
    ['nobody', {}],
    ['one before it advertises', { 3: 'advertise' }],
    ['two with keys and no shares', { 3: 'share', 7: 'share' }],
    ['two that dealt', { 0: 'commit', 11: 'commit' }],
    ['two that are included', { 4: 'confirm', 5: 'confirm' }],
    ['two that confirmed', { 4: 'unmask', 5: 'unmask' }],
    ['one in each of four phases', { 1: 'share', 2: 'commit', 6: 'confirm', 9: 'unmask' }],
  ])('sums over those who committed, without %s', async (_, drops) => {
    const run = await exchange(setup, { drops });
    expect(run.rejections).toEqual([]);
    expect(run.excluded).toEqual([]);
    const { record, sum, included } = publishedBy(run);
    expect(included).toEqual(ALL.filter((id) => !EARLY.includes(drops[id])));
    expect(sum).toEqual(plainSum(session, included));
    const report = await verifyAggregate(record, { rosterDigest: roster.digest }, kernel);
    expect(report).toMatchObject({ valid: true, included });
  });

  it('makes a record that the other verifier accepts, too', async () => {
    const { record } = publishedBy(await exchange(setup));
    const folder = await mkdtemp(join(tmpdir(), 'veilsum-sparse-'));
    try {
      const file = join(folder, 'record.cbor');
      await writeFile(file, record);
      const pinned = ['--roster-digest', toHex(roster.digest), '--scheme', 'sparse'];
      const { status, stdout } = python(file, ...pinned);
      expect(stdout).not.toMatch(/failed/);
      expect(status).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('with any dropouts gives the right sum, or none', async () => {
    const drops = fc.dictionary(
      fc.integer({ min: 0, max: 11 }).map(String),
      fc.constantFrom(...CLIENT_PHASES),
      { maxKeys: 6, noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(drops, async (given) => {
        const run = await exchange(setup, { drops: given });
        expect(run.rejections).toEqual([]);
        if (run.end.kind === 'abort') {
          expect(['quorum-present', 'secrets-recoverable']).toContain(run.end.code);
          expect(run.end.culprit).toBeUndefined();
          return;
        }
        const { sum, included } = publishedBy(run);
        expect(included.filter((id) => EARLY.includes(given[id]))).toEqual([]);
        expect(sum).toEqual(plainSum(session, included));
      }),
      { numRuns: 8 },
    );
  });

  it('leaves out those who have lost too many neighbours, and what they sent', async () => {
    const run = await exchange(setup, {
      drops: { 0: 'commit', 1: 'commit', 2: 'commit', 3: 'commit' },
    });
    const left = new Set(ALL.slice(4));
    const present = (id: ClientId): number =>
      drawnBy(id, run.sent.share.get(id)!).filter((other) => left.has(other)).length;
    for (let before = -1; before !== left.size;) {
      before = left.size;
      for (const id of left) if (present(id) < GRAPH.minPresent) left.delete(id);
    }
    expect(left.size).toBeLessThan(8);
    const pruned = ALL.slice(4).filter((id) => !left.has(id));
    expect(run.excluded).toHaveLength(pruned.length);
    for (const id of pruned) {
      const entry = run.excluded.find(({ message }) => message.startsWith(`client ${id} is left`));
      expect(entry).toMatchObject({ kind: 'rejection', code: 'graph-degree' });
      expect(entry?.message).toMatch(/only [0-5] of the 8 neighbours .* fewer than 6$/);
      expect(entry).not.toHaveProperty('culprit');
    }
    if (left.size < session.parameters.threshold) {
      expect(run.end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
    } else {
      expect(publishedBy(run)).toMatchObject({ included: [...left] });
      expect(publishedBy(run).sum).toEqual(plainSum(session, [...left]));
    }
  });

  it('ends where too few answers hold a share of someone, and says so', async () => {
    const silent = Object.fromEntries(ALL.slice(2).map((id) => [id, 'unmask' as const]));
    const { end } = await exchange(setup, { drops: silent });
    expect(end).toMatchObject({ kind: 'abort', code: 'secrets-recoverable' });
    expect(end).toHaveProperty(
      'message',
      expect.stringMatching(/^fewer than 2 of those who answered hold a share of client \d+/),
    );
    expect(end).not.toHaveProperty('culprit', expect.anything());
  });
});

describe('a dealer of a sparse session', () => {
  it('that deals a bad box is left out and named; the others get their sum', async () => {
    const run = await exchange(setup, { tamper: shut(1) });
    expect(run.aborts.size).toBe(1);
    expect(run.excluded).toMatchObject([{ code: 'share-matches', culprit: DEALER }]);
    const rest = ALL.filter((id) => id !== DEALER);
    expect(publishedBy(run).sum).toEqual(plainSum(session, rest));
    expect(await proven(run.excluded[0]!)).toMatchObject({
      misbehaviour: 'broken-box',
      culprit: DEALER,
    });
  });

  it('that leaves fewer than t_k with its shares ends the session before anyone confirms, and is named', async () => {
    const run = await exchange(setup, {
      tamper: shut(GRAPH.neighbours - GRAPH.shareThreshold + 1),
    });
    expect(run.end).toMatchObject({ code: 'secrets-recoverable', culprit: DEALER });
    expect(await proven(run.end)).toMatchObject({ misbehaviour: 'broken-box', culprit: DEALER });
    expect(run.sent.confirm.size).toBe(0);
  });

  it('whose points lie on no polynomial is left out and named', async () => {
    const run = await exchange(setup, {
      tamper: redealing((leaf, place) =>
        place === 3 ? { ...leaf, seedPoint: leaf.maskPoint } : leaf,
      ),
    });
    expect(run.excluded).toMatchObject([{ code: 'share-polynomial', culprit: DEALER }]);
    expect(await proven(run.excluded[0]!)).toMatchObject({
      misbehaviour: 'broken-sharing',
      culprit: DEALER,
    });
    expect(publishedBy(run).included).toEqual(ALL.filter((id) => id !== DEALER));
  });

  it('that opens another number than it fixed is rejected and named', async () => {
    const run = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'share' && client === DEALER
          ? resigned(session, identities[DEALER]!, sparseShareCodec, message, (body) => ({
              ...body,
              schemeBody: { ...body.schemeBody, nonce: flipped(body.schemeBody.nonce, 0) },
            }))
          : message,
    });
    expect(run.rejections).toMatchObject([{ code: 'nonce-opened', culprit: DEALER }]);
    expect(publishedBy(run).included).not.toContain(DEALER);
  });
});

describe('a holder of a sparse session', () => {
  it('that reveals a wrong share is named, and the sum is right without it', async () => {
    const codec = maskingUnmaskCodec(ALL.length);
    const run = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'unmask' && client === DEALER
          ? resigned(session, identities[DEALER]!, codec, message, (body) => ({
              ...body,
              schemeBody: body.schemeBody.map((revealed, i) => {
                const other = scalarReduce(scalarFromBytes(revealed.share)! + 1n);
                return i === 2 ? { ...revealed, share: scalarToBytes(other) } : revealed;
              }),
            }))
          : message,
    });
    expect(run.excluded).toMatchObject([{ code: 'share-matches', culprit: DEALER }]);
    expect(await proven(run.excluded[0]!)).toMatchObject({
      misbehaviour: 'wrong-share',
      culprit: DEALER,
    });
    expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
  });

  it('answers about the dealers that drew it, and no others', async () => {
    const run = await exchange(setup);
    for (const id of ALL) {
      const answer = bodyOf(maskingUnmaskCodec(ALL.length), run.sent.unmask.get(id)!);
      const drew = ALL.filter((dealer) =>
        drawnBy(dealer, run.sent.share.get(dealer)!).includes(id),
      );
      expect(answer.schemeBody.map(({ client }) => client)).toEqual(drew);
      expect(drew).not.toContain(id);
    }
  });
});

describe('the Commits that come with the included set', () => {
  const heads = headsCodec(ALL.length, maxMessageBytes(session, 'commit'));
  const listed = ({ attachment }: Message): readonly Uint8Array[] =>
    fromBytes(heads, attachment!, attachment!.length, 'heads');

  it.each<readonly [string, string, (message: Message) => Uint8Array]>([
    ['are missing', 'well-formed', () => new Uint8Array(0)],
    ['are garbage', 'well-formed', ({ attachment }) => flipped(attachment!, 0)],
    ['are too few', 'commit-transcript', (message) => toBytes(heads, listed(message).slice(1))],
    [
      'are not those that are included',
      'commit-transcript',
      (message) =>
        toBytes(
          heads,
          listed(message).map((head, i) => (i === 1 ? flipped(head, -1) : head)),
        ),
    ],
    [
      'stand in another order',
      'commit-transcript',
      (message) => toBytes(heads, [...listed(message)].reverse()),
    ],
  ])('end a client’s part where they %s, and name nobody', async (_, code, attach) => {
    const run = await exchange(setup);
    const client = await clientBefore(setup, run, 2, 'confirm');
    const message = run.received.confirm.get(2)!;
    const step = await client.receive({ ...message, attachment: attach(message) });
    expect(step).toMatchObject({ kind: 'abort', code });
    expect(step).not.toHaveProperty('culprit', expect.anything());
  });
});
