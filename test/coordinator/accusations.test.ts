/** Dealers with bad boxes, and clients that accuse: who is left out, who goes on, and what shows it to others. */
import { describe, expect, it } from 'vitest';
import { scalarToBytes } from '../../src/crypto/scalar.ts';
import {
  type Accusation,
  accusationsBytes,
  readAccusations,
} from '../../src/messages/accusations.ts';
import { splitAttachment } from '../../src/messages/commit.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import {
  SHARE_TREE,
  type ShareLeaf,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleRoot } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { plainSum as honestSum, type Scenario } from '../../src/attacks/harness/scenario.ts';
import {
  openSession,
  type AttachmentRange,
  type StoredAttachments,
} from '../../src/coordinator/index.ts';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { cheatedSession, type CheatedSession, HONEST, SCHEMES } from '../support/cheaters.ts';
import { recommitted } from '../support/commits.ts';
import { type Departures, exchange, type Exchange, publishedBy } from '../support/exchange.ts';
import { kernel, plainSum, testSession } from '../support/federation.ts';
import { flipped, resigned } from '../support/forgery.ts';

const setup = testSession(7, { threshold: 4, maxCorrupt: 0, maxDropouts: 3, length: 2 });
const { session, roster, identities } = setup;
const n = identities.length;
const ALL = [0, 1, 2, 3, 4, 5, 6];
const DEALER = 1;

/** The dealer's Share with other leaves for some holders, under a root that it signed. */
function redealt(
  message: Message,
  holders: readonly number[],
  change: (leaf: ShareLeaf) => ShareLeaf,
): Message {
  const codec = shareLeavesCodec(n);
  const leaves = fromBytes(codec, message.attachment!, 99999, 'leaves').map((leaf, to) =>
    holders.includes(to) ? change(leaf) : leaf,
  );
  const root = merkleRoot(
    SHARE_TREE,
    leaves.map((leaf, to) => shareLeafDigest(to, leaf)),
  );
  const signed = resigned(session, identities[DEALER]!, pairwiseShareCodec, message, (body) => ({
    ...body,
    schemeBody: { ...body.schemeBody, root },
  }));
  return { ...signed, attachment: toBytes(codec, leaves) };
}

/** Boxes that do not open, for some holders; the dealer says nothing more. */
const shut = (holders: readonly number[]): Departures => ({
  drops: { [DEALER]: 'commit' },
  tamper: (phase, client, message) =>
    phase === 'share' && client === DEALER
      ? redealt(message, holders, (leaf) => ({ ...leaf, box: flipped(leaf.box, 40) }))
      : message,
});

async function provenOf(run: Exchange): Promise<object[]> {
  return Promise.all(
    run.excluded.map(async (one) => {
      const verdict = await verifyEvidence(evidenceOf(session, one)!, { roster }, kernel);
      return verdict.kind === 'proven'
        ? { misbehaviour: verdict.misbehaviour, culprit: verdict.culprit }
        : verdict;
    }),
  );
}

describe('a dealer with bad boxes', () => {
  it.each([[[0]], [[6]], [[0, 3]]])(
    'is left out and named, where it dealt them to %j; the others get their sum',
    async (holders) => {
      const run = await exchange(setup, shut(holders));
      expect(run.aborts.size).toBe(0);
      expect(run.rejections).toEqual([]);
      expect(run.excluded).toMatchObject([{ code: 'share-matches', culprit: DEALER }]);
      const rest = ALL.filter((id) => id !== DEALER);
      expect(publishedBy(run)).toMatchObject({ included: rest });
      expect(publishedBy(run).sum).toEqual(plainSum(session, rest));
      expect(await provenOf(run)).toEqual([{ misbehaviour: 'broken-box', culprit: DEALER }]);
    },
  );

  it('ends the session, by name, where fewer than t others hold its shares', async () => {
    const run = await exchange(setup, shut([0, 2]));
    expect(run.end.kind).toBe('finish');
    const lost = await exchange(setup, shut([0, 2, 5]));
    expect(lost.end).toMatchObject({
      kind: 'abort',
      code: 'secrets-recoverable',
      culprit: DEALER,
    });
    if (lost.end.kind !== 'abort') throw new Error('expected an abort');
    const verdict = await verifyEvidence(evidenceOf(session, lost.end)!, { roster }, kernel);
    expect(verdict).toMatchObject({ misbehaviour: 'broken-box', culprit: DEALER });
    // Nobody has confirmed anything.
    expect(lost.sent.confirm.size).toBe(0);
  });

  it('ends it later, by name, where those who hold its shares fall silent', async () => {
    const departures = shut([0, 2]);
    const run = await exchange(setup, {
      ...departures,
      drops: { ...departures.drops, 3: 'unmask' },
    });
    expect(run.end).toMatchObject({
      kind: 'abort',
      code: 'secrets-recoverable',
      culprit: DEALER,
    });
  });
});

describe.each(SCHEMES)('a dealer of a $kind session that committed all the same', (scheme) => {
  it('is left out, and its payload with it, whether payloads are held or read again', async () => {
    const { scenario, outcome, sent } = await cheatedSession(scheme);
    expect(outcome.published?.included).toEqual(HONEST);
    expect(outcome.published?.sum).toEqual(honestSum(scenario, HONEST));
    // The dealer's Commit is among them.
    expect(sent.commit).toHaveLength(7);
    const again = await replayed(scenario, sent, givingBack(sent));
    expect(again).toEqual(outcome.published?.record);
  });
});

it('a host that gives another Commit back than was accepted ends nothing, and can be asked again', async () => {
  const [scheme] = SCHEMES;
  const { scenario, outcome, sent } = await cheatedSession(scheme!);
  let asked = 0;
  const record = await replayed(
    scenario,
    sent,
    givingBack(sent, ({ phase, client }) => {
      if (phase === 'share') return client;
      asked += 1;
      return asked === 1 ? client - 1 : client;
    }),
    /is not the one that was accepted/,
  );
  expect(asked).toBeGreaterThan(1);
  expect(record).toEqual(outcome.published?.record);
});

/** A host that gives back what was sent; `whose` says of whom. */
function givingBack(
  sent: CheatedSession['sent'],
  whose: (wanted: AttachmentRange) => number = ({ client }) => client,
): StoredAttachments {
  return (wanted) =>
    Promise.resolve(
      wanted.map((one) => sent[one.phase][whose(one)]!.attachment!.slice(one.from, one.to)),
    );
}

/** The record of the same messages, for a host that gives Commits back; `fault` is what closing throws at first. */
async function replayed(
  { session: own, roster: parties, coordinator: identity }: Scenario,
  sent: CheatedSession['sent'],
  storedAttachments: StoredAttachments,
  fault?: RegExp,
): Promise<Uint8Array> {
  const opened = openSession({
    session: own,
    roster: parties,
    identity,
    kernel,
    storedAttachments,
  });
  for (const phase of CLIENT_PHASES) {
    for (const message of sent[phase]) await opened.state.receive(message);
    if (phase === 'commit' && fault) await expect(opened.state.close()).rejects.toThrow(fault);
    const step = await opened.state.close();
    if (step.kind === 'finish') return step.result.record;
  }
  throw new Error('no record');
}

/** Client 3 accuses others as it likes. */
function accusing(dealers: readonly number[], point: (dealer: number) => Uint8Array): Departures {
  return {
    tamper: (phase, client, message) =>
      phase === 'commit' && client === 3
        ? recommitted(setup, 3 as never, message, () => ({
            accusations: accusationsBytes(
              n,
              dealers.map((dealer) => ({
                dealer,
                agreedPoint: point(dealer),
                proof: new Uint8Array(64),
              })),
            ),
          }))
        : message,
  };
}

describe('a client that accuses falsely', () => {
  const point = (): Uint8Array =>
    kernel.multiplyRistrettoByEach(
      Uint8Array.from(
        Buffer.from('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76', 'hex'),
      ),
      scalarToBytes(9n),
    )!;

  it.each([[[0]], [[3]], [[0, 1, 2]]])('of %j is left out and named itself', async (dealers) => {
    const run = await exchange(setup, accusing(dealers, point));
    expect(run.excluded).toMatchObject([{ code: 'accusation-true', culprit: 3 }]);
    const rest = ALL.filter((id) => id !== 3);
    expect(publishedBy(run).sum).toEqual(plainSum(session, rest));
    expect(await provenOf(run)).toEqual([{ misbehaviour: 'false-accusation', culprit: 3 }]);
  });

  it('is left out, and so is a dealer that it accused truly before', async () => {
    const bad = shut([0, 3]);
    const run = await exchange(setup, {
      drops: bad.drops,
      tamper: (phase, client, message) => {
        const dealt = bad.tamper!(phase, client, message);
        if (phase !== 'commit' || client !== 3) return dealt;
        const own = readAccusations(n, splitAttachment(session, dealt.attachment!).accusations);
        const made = { dealer: 5, agreedPoint: point(), proof: new Uint8Array(64) };
        return recommitted(setup, 3 as never, dealt, () => ({
          accusations: accusationsBytes(n, [...own, made]),
        }));
      },
    });
    expect(run.excluded.map(({ culprit }) => culprit)).toEqual([DEALER, 3]);
    expect(await provenOf(run)).toEqual([
      { misbehaviour: 'broken-box', culprit: DEALER },
      { misbehaviour: 'false-accusation', culprit: 3 },
    ]);
    expect(publishedBy(run).included).toEqual([0, 2, 4, 5, 6]);
  });

  const accusation = (dealer: number): Accusation => ({
    dealer,
    agreedPoint: point(),
    proof: new Uint8Array(64),
  });
  it.each([
    ['no accusations', Uint8Array.of(0x80)],
    ['accusations of one dealer twice', accusationsBytes(n, [0, 0].map(accusation))],
    ['accusations out of order', accusationsBytes(n, [2, 1].map(accusation))],
  ])('with bytes that are %s is refused', async (_, accusations) => {
    const run = await exchange(setup, {
      tamper: (phase, client, message) =>
        phase === 'commit' && client === 3
          ? recommitted(setup, 3 as never, message, () => ({ accusations }))
          : message,
    });
    expect(run.rejections).toMatchObject([{ code: 'well-formed', culprit: 3 }]);
  });
});
