/** A list of dealers with a Share that answers another list of keys: who is convicted by it, and who never is. */
import { describe, expect, it } from 'vitest';
import { type ClientPhase, codecOf } from '../../../src/messages/table.ts';
import { evidenceOf, verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { openEnvelope } from '../../../src/wire/envelope.ts';
import type { Message } from '../../../src/wire/transcript.ts';
import { exchange, type Exchange } from '../../support/exchange.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';
import { bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';
import { prepare } from '../../support/prepared.ts';

const setup = testSession(5, { threshold: 4, maxCorrupt: 1, maxDropouts: 1 });
const { session, roster, identities } = setup;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 4: 'commit' } });
});

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };

/** What opens a phase, as client 0 received it. */
const received = (phase: ClientPhase): Message => run.received[phase].get(0)!;
const sent = (phase: ClientPhase, client: number): Message => run.sent[phase].get(client)!;

function judged(evidence: readonly Uint8Array[]): Promise<EvidenceVerdict> {
  const bytes = evidenceOf(session, { message: '', culprit: 'coordinator', evidence });
  return verifyEvidence(bytes!, { roster }, kernel);
}

function proven(misbehaviour: string, culprit: number | 'coordinator'): object {
  return { kind: 'proven', misbehaviour, culprit };
}

/** A client's Share over another list of keys, signed by it. */
function answeringTo(transcriptHash: Uint8Array, share: Message): Message {
  const { sender } = openEnvelope(share.envelope, share.envelope.length);
  return resigned(session, identities[sender]!, codecOf('share', session), share, (body) => ({
    ...body,
    transcriptHash,
  }));
}

describe('a Share that answers another list of keys', () => {
  const STRAY = 3;
  const stray = (share: Message = sent('share', STRAY)): Message =>
    answeringTo(seedOf('another list of keys'), share);
  const listing = (change: (envelopes: readonly Uint8Array[]) => readonly Uint8Array[]): Message =>
    retold(session, 'shared', codecOf('shared', session), received('commit'), (body) => ({
      ...body,
      envelopes: change(body.envelopes),
    }));
  const guilty = {
    ...proven('broken-transcript', 'coordinator'),
    detail: `the Share of client ${STRAY} in its list answers another list of keys`,
  };
  const replaced = (by: Uint8Array) => (list: readonly Uint8Array[]) =>
    list.map((bytes, i) => (i === STRAY ? by : bytes));

  it('convicts the coordinator that lists it, and by that list alone', async () => {
    const { envelope } = listing(replaced(stray().envelope));
    expect(await judged([envelope])).toMatchObject(guilty);
    expect(await judged([received('share').envelope, envelope])).toMatchObject(guilty);
    const last = listing((list) => [...list.slice(0, STRAY), stray().envelope]);
    expect(await judged([sent('confirm', 1).envelope, last.envelope])).toMatchObject(guilty);
  });

  it('is not there in a list of Shares that all answer the one that it follows', async () => {
    expect(await judged([received('commit').envelope])).toEqual(NOTHING);
    for (const change of [
      (list: readonly Uint8Array[]) => list.slice(1),
      (list: readonly Uint8Array[]) => [...list].reverse(),
      () => [],
    ]) {
      expect(await judged([listing(change).envelope])).toEqual(NOTHING);
    }
  });

  it('convicts nobody where it is in no list: neither its client nor the coordinator', async () => {
    const told = [received('share').envelope, received('commit').envelope];
    expect(await judged([stray().envelope])).toEqual(NOTHING);
    // Without its own one beside it, which is equivocation of the client’s.
    const fewer = listing((list) => list.filter((_, i) => i !== STRAY)).envelope;
    expect(await judged([stray().envelope, told[0]!, fewer])).toEqual(NOTHING);
    expect(await judged([...told, stray(sent('share', 1)).envelope])).toEqual(NOTHING);
    expect(
      await judged([sent('share', 1).envelope, stray(sent('share', 1)).envelope]),
    ).toMatchObject(proven('equivocation', 1));
  });

  it('shows nothing where what is listed is no Share, or no coordinator signed the list', async () => {
    for (const bytes of [sent('confirm', STRAY).envelope]) {
      expect(await judged([listing(replaced(bytes)).envelope])).toEqual(NOTHING);
    }
    // What can’t be opened at all is not judged.
    expect(await judged([listing(replaced(seedOf('garbage'))).envelope])).toEqual(NOTHING);
    const { envelope } = listing(replaced(stray().envelope));
    expect(await judged([flipped(envelope, -1)])).toMatchObject({ kind: 'not-proven' });
  });

  it('is found behind what is no Share', async () => {
    const list = listing((all) => [
      sent('confirm', 0).envelope,
      ...replaced(stray().envelope)(all).slice(1),
    ]);
    expect(await judged([list.envelope])).toMatchObject(guilty);
  });

  it('never reaches the list of an honest coordinator, whenever it is sent', async () => {
    const otherList = await exchange(setup, { seed: 'another' });
    const strays: ((client: number) => Message)[] = [
      (client) => stray(sent('share', client)),
      // What the client said in another run of the same session, and what it says over no list at all.
      (client) => otherList.sent.share.get(client)!,
      (client) => answeringTo(new Uint8Array(32), sent('share', client)),
    ];
    for (const say of strays) {
      const tampered = await exchange(setup, {
        tamper: (phase, client, message) =>
          phase === 'share' && client === STRAY ? say(client) : message,
      });
      expect(tampered.rejections[0]).toMatchObject({ code: 'client-transcript' });
      expect(tampered.rejections[0]!.culprit).toBeUndefined();
      expect(tampered.end.kind).toBe('finish');
      const lists = [tampered.received.share, tampered.received.commit].map(
        (told) => told.get(0)!.envelope,
      );
      const dealers = bodyOf(codecOf('shared', session), { envelope: lists[1]! }).envelopes;
      expect(dealers.map((bytes) => openEnvelope(bytes, bytes.length).sender)).toEqual([
        0, 1, 2, 4,
      ]);
      const shown = tampered.sent.share.get(STRAY)!.envelope;
      for (const file of [[lists[1]!], [...lists], [...lists, shown], [shown, lists[1]!]]) {
        expect(await judged(file)).toEqual(NOTHING);
      }
    }
  });
});
