/** What a sparse session adds to evidence: a number that was not fixed, a Commit under another list, a set without somebody's neighbours. */
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../src/messages/table.ts';
import { evidenceOf, verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { sparseShareCodec } from '../../../src/schemes/sparse/messages.ts';
import type { MaskGraph } from '../../../src/schemes/sparse/bounds.ts';
import { neighboursOf } from '../../../src/schemes/sparse/neighbours.ts';
import type { ClientId } from '../../../src/session/party.ts';
import type { Finding } from '../../../src/session/checks/enabledChecks.ts';
import { envelopeDigest } from '../../../src/wire/envelope.ts';
import type { Message } from '../../../src/wire/transcript.ts';
import { clientBefore, exchange, type Exchange } from '../../support/exchange.ts';
import { kernel, seedOf } from '../../support/federation.ts';
import { bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';
import { ALL, setup } from '../../support/sparse.ts';

const { session, roster, identities } = setup;
const CULPRIT = 4;
const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };

let run: Exchange;
prepare(async () => {
  run = await exchange(setup);
});

function judgedFinding(finding: Finding): Promise<EvidenceVerdict> {
  return verifyEvidence(evidenceOf(session, finding)!, { roster }, kernel);
}

const judged = (...evidence: readonly Uint8Array[]): Promise<EvidenceVerdict> =>
  judgedFinding({ message: '', culprit: 'coordinator', evidence });

describe('a Share that reveals another number than the Advertise fixed', () => {
  const guilty = { kind: 'proven', misbehaviour: 'broken-nonce', culprit: CULPRIT };
  const advertise = (client = CULPRIT): Uint8Array => run.sent.advertise.get(client)!.envelope;
  const share = (client = CULPRIT): Uint8Array => run.sent.share.get(client)!.envelope;
  const other = (message: Message): Message =>
    resigned(session, identities[CULPRIT]!, sparseShareCodec, message, (body) => ({
      ...body,
      schemeBody: { ...body.schemeBody, nonce: flipped(body.schemeBody.nonce, 0) },
    }));

  it('convicts its client before everyone, as the coordinator shows it', async () => {
    const { rejections } = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'share' && client === CULPRIT ? other(message) : message,
    });
    expect(rejections).toMatchObject([{ code: 'nonce-opened', culprit: CULPRIT }]);
    expect(await judgedFinding(rejections[0]!)).toMatchObject(guilty);
  });

  it('and as another client shows it, which found it in a list', async () => {
    const codec = codecOf('shared', session);
    const list = retold(session, 'shared', codec, run.received.commit.get(2)!, (body) => ({
      ...body,
      envelopes: body.envelopes.map((bytes, i) =>
        i === CULPRIT ? other(run.sent.share.get(CULPRIT)!).envelope : bytes,
      ),
    }));
    const step = await (await clientBefore(setup, run, 2, 'commit')).receive(list);
    if (step.kind !== 'abort') throw new Error('expected an abort');
    expect(step).toMatchObject({ code: 'nonce-opened', culprit: CULPRIT });
    expect(await judgedFinding(step)).toMatchObject(guilty);
  });

  it('is not shown by one of the two alone, by messages of two clients, or by what nobody signed', async () => {
    const { envelope } = other(run.sent.share.get(CULPRIT)!);
    expect(await judged(envelope, advertise())).toMatchObject(guilty);
    for (const shown of [
      [share(), advertise()],
      [advertise(), share()],
      [envelope],
      [advertise()],
      [envelope, advertise(3)],
      [share(3), advertise()],
    ]) {
      expect(await judged(...shown)).toEqual(NOTHING);
    }
    for (const forged of [
      [flipped(envelope, -1), advertise()],
      [envelope, flipped(advertise(), -1)],
    ]) {
      expect(await judged(...forged)).toMatchObject({
        kind: 'not-proven',
        reason: expect.stringContaining('its signature does not verify') as string,
      });
    }
  });
});

describe('an included set with a Commit that answers another list of dealers', () => {
  const guilty = {
    kind: 'proven',
    misbehaviour: 'broken-transcript',
    culprit: 'coordinator',
    detail: `the Commit of client ${CULPRIT} in its set answers another list of dealers`,
  };
  const commit = (client = CULPRIT): Message => run.sent.commit.get(client)!;
  /** Signed by its client, which was shown another list or says that it was. */
  const stray = (): Message =>
    resigned(session, identities[CULPRIT]!, codecOf('commit', session), commit(), (body) => ({
      ...body,
      transcriptHash: seedOf('another list of dealers'),
    }));
  const announced = (): Message => run.received.confirm.get(0)!;
  const listing = (digest: Uint8Array): Uint8Array =>
    retold(session, 'included', codecOf('included', session), announced(), (body) => ({
      ...body,
      included: body.included.map((entry) =>
        entry.client === CULPRIT ? { ...entry, commitDigest: digest } : entry,
      ),
    })).envelope;

  it('convicts the coordinator by the two messages', async () => {
    const { envelope } = stray();
    const list = listing(envelopeDigest(envelope));
    expect(await judged(list, envelope)).toMatchObject(guilty);
    expect(await judged(commit(3).envelope, envelope, list)).toMatchObject(guilty);
  });

  it('convicts nobody where the set does not list it, or lists what answers the same list', async () => {
    const { envelope } = stray();
    const list = listing(envelopeDigest(envelope));
    expect(await judged(announced().envelope, envelope)).toEqual(NOTHING);
    expect(await judged(announced().envelope, commit().envelope)).toEqual(NOTHING);
    expect(await judged(list, commit().envelope)).toEqual(NOTHING);
    expect(await judged(list)).toEqual(NOTHING);
    expect(await judged(envelope)).toEqual(NOTHING);
    expect(await judged(flipped(list, -1), envelope)).toMatchObject({ kind: 'not-proven' });
    expect(await judged(list, flipped(envelope, -1))).toMatchObject({ kind: 'not-proven' });
  });

  it('is never one of an honest coordinator, whatever a client says', async () => {
    const { rejections, received, end } = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'commit' && client === CULPRIT ? stray() : message,
    });
    expect(rejections).toMatchObject([{ code: 'client-transcript' }]);
    expect(end.kind).toBe('finish');
    const list = received.confirm.get(0)!;
    const { included } = bodyOf(codecOf('included', session), list);
    expect(included.map(({ client }) => client)).not.toContain(CULPRIT);
    expect(await judged(list.envelope, stray().envelope)).toEqual(NOTHING);
  });
});

describe('an included set without the neighbours of a client', () => {
  const { neighbours, minPresent } = session.parameters.scheme as unknown as MaskGraph;
  const lists = (): readonly Uint8Array[] =>
    [run.received.share, run.received.commit].map((told) => told.get(0)!.envelope);
  /** The set without some of the out-neighbours of a client. */
  const without = (count: number): Uint8Array => {
    const { transcriptHash, schemeBody } = bodyOf(sparseShareCodec, run.sent.share.get(CULPRIT)!);
    const drawn = neighboursOf(
      ALL,
      neighbours,
      transcriptHash,
      CULPRIT as ClientId,
      schemeBody.nonce,
    );
    const gone: readonly number[] = drawn.slice(0, count);
    const codec = codecOf('included', session);
    return retold(session, 'included', codec, run.received.confirm.get(0)!, (body) => ({
      ...body,
      included: body.included.filter(({ client }) => !gone.includes(client)),
    })).envelope;
  };

  it('convicts the coordinator by its three lists', async () => {
    const verdict = await judged(...lists(), without(neighbours - minPresent + 1));
    expect(verdict).toMatchObject({
      kind: 'proven',
      misbehaviour: 'thin-set',
      culprit: 'coordinator',
      detail: expect.stringMatching(
        /^client \d+ is included with [0-5] of its neighbours/,
      ) as string,
    });
  });

  it('convicts nobody where all have enough, or a list is missing', async () => {
    expect(await judged(...lists(), without(neighbours - minPresent))).toEqual(NOTHING);
    const thin = without(neighbours - minPresent + 1);
    for (const shown of [[thin], [lists()[0]!, thin], [lists()[1]!, thin], lists()]) {
      expect(await judged(...shown)).toEqual(NOTHING);
    }
  });

  it('is never one of an honest coordinator: it leaves such clients out, or ends the session', async () => {
    for (const dropped of [
      [0, 1],
      [3, 7],
      [10, 11],
      [0, 1, 2],
      [4, 5, 6],
    ]) {
      const drops = Object.fromEntries(dropped.map((id) => [id, 'commit' as const]));
      const { received, excluded } = await exchange(setup, { drops });
      const [told] = received.confirm.values();
      if (told) expect(await judged(...lists(), told.envelope)).toEqual(NOTHING);
      else expect(excluded.map(({ code }) => code)).toContain('graph-degree');
    }
  });
});
