/** A dealer that signed the point of another share than it dealt, and a holder that reveals just that one. */
import {
  maskingUnmaskCodec,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { pointsOf } from '../../src/schemes/masking/secrets.ts';
import { type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { joinUnder } from '../../src/client/join.ts';
import type { ClientSession } from '../../src/client/clientSession.ts';
import { scalarFromBytes, scalarToBytes } from '../../src/crypto/scalar.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import { NO_CHECKS } from '../../src/attacks/harness/noChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

import type { ClientId } from '../../src/session/party.ts';

import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleRoot } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/transcript.ts';
import {
  type Actor,
  type Departures,
  exchange,
  type Exchange,
  publishedBy,
} from '../support/exchange.ts';
import {
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { resigned } from '../support/forgery.ts';

const setup = testSession(5, { threshold: 3, maxCorrupt: 0, maxDropouts: 2, length: 2 });
const { session, roster, identities } = setup;
const n = identities.length;
const DEALER = 1 as ClientId;
const ALL = [0, 1, 2, 3, 4];

/** A client without a single check, whose messages are edited before they go out. */
function reckless(client: number, edit: (phase: ClientPhase, message: Message) => Message): Actor {
  let running: ClientSession;
  return async (phase, received) => {
    if (phase !== 'advertise') {
      const step = await running.receive(received);
      if (step.kind !== 'send') throw new Error(step.kind);
      return edit(phase, step.message);
    }
    const joined = await joinUnder(NO_CHECKS, {
      invitation: received,
      task: 'test',
      roster,
      identity: identities[client]!,
      policy: policyFor(setup),
      ledger: memoryLedger(),
      input: () => testInput(session, client),
      random: seededRandom(seedOf(`reckless ${client}`)),
      kernel,
    });
    if (joined.kind === 'abort') throw new Error(joined.message);
    running = joined.state;
    return edit(phase, joined.output);
  };
}

/** The dealer's leaves with the points of another share for `holder`, under a root that it signed. */
function redealt(message: Message, holder: ClientId, share: Uint8Array): Message {
  const codec = shareLeavesCodec(n);
  const [point] = pointsOf(kernel, [scalarFromBytes(share) ?? 0n]);
  const leaves = fromBytes(codec, message.attachment!, 99999, 'leaves').map((leaf, i) =>
    i === (holder as number)
      ? {
          ...leaf,
          maskPoint: point!,
          seedPoint: point!,
        }
      : leaf,
  );
  const root = merkleRoot(
    SHARE_TREE,
    leaves.map((leaf, i) => shareLeafDigest(i, leaf)),
  );
  const signed = resigned(session, identities[DEALER]!, pairwiseShareCodec, message, (body) => ({
    ...body,
    schemeBody: { ...body.schemeBody, root },
  }));
  return { ...signed, attachment: toBytes(codec, leaves) };
}

/** A session in which everyone stays, and the two work together. */
function collude(holder: ClientId, share: Uint8Array): Promise<Exchange> {
  const dealer = reckless(DEALER, (phase, message) =>
    phase === 'share' ? redealt(message, holder, share) : message,
  );
  const reveals = reckless(holder, (phase, message) =>
    phase === 'unmask'
      ? resigned(session, identities[holder]!, maskingUnmaskCodec(n), message, (body) => ({
          ...body,
          schemeBody: body.schemeBody.map((one) =>
            one.client === (DEALER as number) ? { ...one, share } : one,
          ),
        }))
      : message,
  );
  return exchange(setup, { actors: { [DEALER]: dealer, [holder]: reveals } });
}

describe('a dealer and a holder that work together', () => {
  it.each([0, 4])(
    'have the dealer left out as Share closes, be it for client %d',
    async (holder) => {
      const run = await collude(holder as ClientId, scalarToBytes(1n));
      expect(run.rejections).toEqual([]);
      expect(run.excluded).toMatchObject([{ code: 'share-polynomial', culprit: DEALER }]);
      expect(publishedBy(run)).toMatchObject({ included: ALL.filter((id) => id !== DEALER) });
      expect(publishedBy(run).sum).toEqual(plainSum(session, publishedBy(run).included));
      const file = evidenceOf(session, run.excluded[0]!)!;
      expect(await verifyEvidence(file, { roster }, kernel)).toMatchObject({
        misbehaviour: 'broken-sharing',
        culprit: DEALER,
      });
    },
  );
});

/** Changes the share of client 2 in the answers of some holders. */
function lying(holders: readonly number[], change: (share: Uint8Array) => Uint8Array): Departures {
  return {
    tamper: (phase, client, message) =>
      phase === 'unmask' && holders.includes(client)
        ? resigned(session, identities[client]!, maskingUnmaskCodec(n), message, (body) => ({
            ...body,
            schemeBody: body.schemeBody.map((one) =>
              one.client === 2 ? { ...one, share: change(one.share) } : one,
            ),
          }))
        : message,
  };
}

const plus =
  (amount: bigint) =>
  (share: Uint8Array): Uint8Array =>
    scalarToBytes((scalarFromBytes(share)! + amount) % SCALAR_ORDER);

describe('holders with wrong shares', () => {
  it.each([[[0]], [[4]], [[0, 3]], [[3, 4]]])(
    '%j are left out as Unmask closes, whether their answers were needed or not, and the sum is right',
    async (holders) => {
      const run = await exchange(setup, lying(holders, plus(1n)));
      expect(run.rejections).toEqual([]);
      expect(run.excluded.map(({ culprit }) => culprit).toSorted()).toEqual(holders);
      for (const rejection of run.excluded) {
        expect(rejection.code).toBe('share-matches');
        expect(
          await verifyEvidence(evidenceOf(session, rejection)!, { roster }, kernel),
        ).toMatchObject({ misbehaviour: 'wrong-share', culprit: rejection.culprit });
      }
      expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
    },
  );

  it('whose errors cancel in what is rebuilt are named, and no honest holder is', async () => {
    // The Lagrange weights of holders 0, 1 and 2 are 3, −3 and 1.
    const run = await exchange(setup, {
      tamper: (phase, client, message) => {
        const amount = [1n, 1n][client];
        return amount === undefined
          ? message
          : lying([client], plus(amount)).tamper!(phase, client, message);
      },
    });
    expect(run.excluded.map(({ culprit }) => culprit).toSorted()).toEqual([0, 1]);
    expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
  });

  it('that leave fewer than t end the session, each of them named', async () => {
    const run = await exchange(setup, lying([0, 1, 4], plus(5n)));
    expect(run.end).toMatchObject({ kind: 'abort', code: 'quorum-present' });
    expect(run.excluded.map(({ culprit }) => culprit).toSorted()).toEqual([0, 1, 4]);
  });

  it('that are no scalars are refused at once', async () => {
    const order = Uint8Array.from({ length: 32 }, (_, i) =>
      Number((SCALAR_ORDER >> BigInt(8 * i)) & 255n),
    );
    const run = await exchange(
      setup,
      lying([0], () => order),
    );
    expect(run.rejections).toMatchObject([{ code: 'share-matches', culprit: 0 }]);
    expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
  });
});
