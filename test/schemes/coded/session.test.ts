/** Whole sessions under `coded`: sums in spite of dropouts and cheaters, and who cheated is named. */
import { describe, expect, it } from 'vitest';
import { concatBytes } from '@noble/hashes/utils.js';
import { deriveGenerators } from '../../../src/crypto/generators.ts';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { accusationsBytes } from '../../../src/messages/accusations.ts';
import { type ClientPhase, codecOf } from '../../../src/messages/table.ts';
import { verifyEvidence } from '../../../src/record/evidence/verify.ts';
import { evidenceOf } from '../../../src/record/evidence/evidence.ts';
import { verifyAggregate } from '../../../src/record/verify.ts';
import {
  codedShareCodec,
  codedUnmaskCodec,
  leafDigest,
  leavesCodec,
  SYMBOL_TREE,
} from '../../../src/schemes/coded/messages.ts';
import { symbolSizes } from '../../../src/schemes/coded/demand.ts';
import { codeOf } from '../../../src/schemes/coded/setting.ts';
import type { Rejection } from '../../../src/session/outcome.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { fromBytes, toBytes } from '../../../src/wire/codec.ts';
import { openEnvelope, sealEnvelope } from '../../../src/wire/envelope.ts';
import { merkleRoot } from '../../../src/wire/merkle.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import { recommitted } from '../../support/commits.ts';
import { exchange, publishedBy } from '../../support/exchange.ts';
import { kernel, plainSum, testSession } from '../../support/federation.ts';
import { bodyOf, flipped, retold } from '../../support/forgery.ts';
import { shifted } from '../coding/codeWords.ts';

const setup = testSession(7, {
  threshold: 5,
  maxCorrupt: 2,
  maxDropouts: 2,
  length: 21,
  rowLength: 8,
  scheme: { kind: 'coded', recovery: 4 },
});
const { session, roster, identities } = setup;
const generators = await deriveGenerators(kernel, 1);

type Tamper = (message: Message) => Message;

/** An exchange in which some clients change their messages of one phase. */
async function run(
  tampers: Readonly<Record<string, Tamper>> = {},
  drops: Readonly<Record<number, ClientPhase>> = {},
) {
  const ran = await exchange(setup, {
    drops,
    tamper: (phase, client, message) => tampers[`${phase} ${client}`]?.(message) ?? message,
  });
  return { ...ran, published: ran.end.kind === 'finish' ? publishedBy(ran) : undefined };
}

/** Signs another body for a client. */
function resigned(
  client: number,
  phase: ClientPhase,
  body: Uint8Array,
  attachment: Uint8Array,
): Message {
  const identity = identities[client]!;
  return { envelope: sealEnvelope(identity, session.digest, phase, client, body), attachment };
}

/** A dealing with a change of its leaves, signed again. */
const redealt =
  (
    client: number,
    change: (points: Uint8Array, to: number) => Uint8Array,
    changeBox: (box: Uint8Array, to: number) => Uint8Array = (box) => box,
  ): Tamper =>
  ({ envelope, attachment }) => {
    const codec = leavesCodec(session.parameters.clients, symbolSizes(codeOf(session)));
    const leaves = fromBytes(codec, attachment!, codec.maxBytes, 'leaves').map((leaf, to) => ({
      box: changeBox(leaf.box, to),
      points: change(leaf.points, to),
    }));
    const { body } = openEnvelope(envelope, envelope.length);
    const share = fromBytes(codedShareCodec, body, codedShareCodec.maxBytes, 'share');
    const root = merkleRoot(
      SYMBOL_TREE,
      leaves.map((leaf, to) => leafDigest(to, leaf)),
    );
    const bytes = toBytes(codedShareCodec, { ...share, schemeBody: { root } });
    return resigned(client, 'share', bytes, toBytes(codec, leaves));
  };

/** An answer with one element of its sum raised, signed again. */
const reanswered =
  (client: number, index = 0): Tamper =>
  ({ envelope, attachment }) => {
    const changed = shifted(attachment!, index, 1n);
    const { body } = openEnvelope(envelope, envelope.length);
    const unmask = fromBytes(codedUnmaskCodec, body, codedUnmaskCodec.maxBytes, 'unmask');
    const bytes = toBytes(codedUnmaskCodec, {
      ...unmask,
      schemeBody: { answerDigest: sha256(changed) },
    });
    return resigned(client, 'unmask', bytes, changed);
  };

/** A payload with one element raised, signed again. */
const repaid =
  (client: number, index = 0): Tamper =>
  (message) =>
    recommitted({ session, identities }, client as ClientId, message, ({ payload }) => ({
      payload: concatBytes(
        shifted(payload.slice(0, session.payloadBytes), index, 1n),
        payload.subarray(session.payloadBytes),
      ),
    }));

function judge(rejection: Rejection) {
  return verifyEvidence(evidenceOf(session, rejection)!, { roster }, kernel);
}

describe('a coded session', () => {
  it('ends with the sum, and a record like any other', async () => {
    const { published, rejections, aborts, excluded } = await run();
    expect(rejections).toEqual([]);
    expect([...aborts]).toEqual([]);
    expect(excluded).toEqual([]);
    const everyone = [0, 1, 2, 3, 4, 5, 6];
    expect(published!.sum).toEqual(plainSum(session, everyone));
    const report = await verifyAggregate(
      published!.record,
      { rosterDigest: roster.digest },
      kernel,
    );
    expect(report).toMatchObject({ valid: true, included: everyone });
  });

  it('takes U answers, from any holders, the dropouts’ symbols included', async () => {
    const drops = { 1: 'commit', 3: 'unmask', 4: 'unmask' } as const;
    const { published } = await run({}, drops);
    expect(published!.included).toEqual([0, 2, 3, 4, 5, 6]);
    expect(published!.sum).toEqual(plainSum(session, [0, 2, 3, 4, 5, 6]));
  });

  it('aborts where fewer than U answer', async () => {
    const drops = { 0: 'unmask', 1: 'unmask', 2: 'unmask', 3: 'unmask' } as const;
    const { end } = await run({}, drops);
    expect(end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
  });

  it('leaves out and names a dealer off the code, a payload that is not linked, and a wrong answer, all in one', async () => {
    const { published, excluded, rejections } = await run({
      'share 1': redealt(1, (points, to) => (to === 3 ? otherPoints(points) : points)),
      'commit 6': repaid(6),
      'unmask 4': reanswered(4, 2),
    });
    expect(rejections.filter(({ culprit }) => ![1, 6, 4].includes(culprit as number))).toEqual([]);
    expect(excluded.map(({ code, culprit }) => [code, culprit])).toEqual([
      ['symbol-code', 1],
      ['payload-linked', 6],
      ['answer-opens', 4],
    ]);
    expect(published!.included).toEqual([0, 2, 3, 4, 5]);
    expect(published!.sum).toEqual(plainSum(session, [0, 2, 3, 4, 5]));
    const verdicts = await Promise.all(excluded.map(judge));
    expect(verdicts).toMatchObject([
      { kind: 'proven', misbehaviour: 'broken-code', culprit: 1 },
      { kind: 'proven', misbehaviour: 'unlinked-payload', culprit: 6 },
      { kind: 'proven', misbehaviour: 'wrong-answer', culprit: 4 },
    ]);
  });

  it('goes on without a dealer whose symbols do not open its points, and names it', async () => {
    // All points of the dealer are moved by the same multiple of a generator: still a code word.
    const { aborts, excluded, published } = await run({ 'share 1': redealt(1, movedAlike) });
    expect([...aborts].map(([client]) => client)).toEqual([1]);
    expect(excluded.map(({ code, culprit }) => [code, culprit])).toEqual([['symbol-opens', 1]]);
    expect(published!.sum).toEqual(plainSum(session, [0, 2, 3, 4, 5, 6]));
    expect(await judge(excluded[0]!)).toMatchObject({
      kind: 'proven',
      misbehaviour: 'broken-box',
      culprit: 1,
      detail: 'its box for client 0 holds another symbol than its leaf says',
    });
  });

  it.each([
    ['does not open', (box: Uint8Array): Uint8Array => flipped(box, 0)],
    ['does not open', (): Uint8Array => new Uint8Array(0)],
  ])('goes on without a dealer whose box for one holder %s', async (fault, change) => {
    const { excluded, published } = await run({
      'share 1': redealt(
        1,
        (points) => points,
        (box, to) => (to === 5 ? change(box) : box),
      ),
    });
    expect(published!.included).toEqual([0, 2, 3, 4, 5, 6]);
    expect(published!.sum).toEqual(plainSum(session, [0, 2, 3, 4, 5, 6]));
    expect(excluded).toHaveLength(1);
    expect(await judge(excluded[0]!)).toMatchObject({
      misbehaviour: 'broken-box',
      culprit: 1,
      detail: `its box for client 5 ${fault}`,
    });
  });

  it('leaves out and names who accuses falsely, with everyone else’s sum', async () => {
    const { excluded, published } = await run({
      'commit 6': (message) =>
        recommitted({ session, identities }, 6 as ClientId, message, () => ({
          accusations: accusationsBytes(7, [
            { dealer: 2, agreedPoint: new Uint8Array(32), proof: new Uint8Array(64) },
          ]),
        })),
    });
    expect(excluded.map(({ code, culprit }) => [code, culprit])).toEqual([['accusation-true', 6]]);
    expect(published!.sum).toEqual(plainSum(session, [0, 1, 2, 3, 4, 5]));
    expect(await judge(excluded[0]!)).toMatchObject({
      misbehaviour: 'false-accusation',
      culprit: 6,
    });
  });

  it('convicts no honest holder by a set that it has not signed, but the coordinator that made it up', async () => {
    const { excluded, received } = await run({ 'unmask 4': reanswered(4, 2) });
    const [wrong] = excluded;
    // The set without client 6, and a request that follows it.
    const included = codecOf('included', session);
    const told = retold(session, 'included', included, received.confirm.get(4)!, (body) => ({
      ...body,
      included: body.included.filter(({ client }) => client !== 6),
    }));
    const request = retold(
      session,
      'unmasking',
      codecOf('unmasking', session),
      received.unmask.get(4)!,
      (body) => ({
        ...body,
        transcriptHash: extendTranscript(bodyOf(included, told).transcriptHash, told.envelope),
      }),
    );
    const [unmask, advertised, shared] = wrong!.evidence!;
    const evidence = [unmask!, advertised!, shared!, told.envelope, request.envelope];
    expect(await judge({ ...wrong!, evidence })).toMatchObject({
      misbehaviour: 'false-quorum',
      culprit: 'coordinator',
    });
    // Lists from another session of the same messages do not lead to what it answers either.
    const fewer = [unmask!, told.envelope, shared!, advertised!];
    expect((await judge({ ...wrong!, evidence: fewer })).kind).toBe('not-proven');
  });
});

/** Other points on the curve. */
function otherPoints(points: Uint8Array): Uint8Array {
  return kernel.sumPoints([points, points]);
}

/** Points with H added to each. */
function movedAlike(points: Uint8Array): Uint8Array {
  const shift = new Uint8Array(points.length);
  for (let at = 0; at < points.length; at += 64) shift.set(generators.subarray(0, 64), at);
  return kernel.sumPoints([points, shift]);
}
