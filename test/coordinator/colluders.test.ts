/** A dealer that signed the digest of another share than it dealt, and a holder that reveals just that one. */
import {
  pairwiseShareCodec,
  pairwiseUnmaskCodec,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/pairwise/messages.ts';
import { shareDigest } from '../../src/schemes/pairwise/secrets.ts';
import { type ClientPhase } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { joinUnder } from '../../src/client/join.ts';
import type { ClientSession } from '../../src/client/clientSession.ts';
import { fieldToBytes } from '../../src/crypto/field.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { FIELD_ORDER } from '../../src/kernel/kernel.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import { NO_CHECKS } from '../../src/attacks/harness/noChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import type { Abort } from '../../src/session/outcome.ts';

import type { ClientId } from '../../src/session/party.ts';

import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleRoot } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { type Actor, exchange, type Exchange, publishedBy } from '../support/exchange.ts';
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

/** The dealer's leaves with the digests of another share for `holder`, under a root that it signed. */
function redealt(message: Message, holder: ClientId, share: Uint8Array): Message {
  const codec = shareLeavesCodec(n);
  const { digest } = session;
  const leaves = fromBytes(codec, message.attachment!, 99999, 'leaves').map((leaf, i) =>
    i === (holder as number)
      ? {
          ...leaf,
          maskShareDigest: shareDigest(digest, DEALER, holder, 'mask-secret', share),
          seedShareDigest: shareDigest(digest, DEALER, holder, 'self-mask-seed', share),
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
      ? resigned(session, identities[holder]!, pairwiseUnmaskCodec(n), message, (body) => ({
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
  it('change nothing with a share off the polynomial, where t others answered', async () => {
    const run = await collude(4 as ClientId, fieldToBytes(1n));
    expect(run.rejections).toEqual([]);
    expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
  });

  it('have the dealer named, where the share is one of the t', async () => {
    const run = await collude(0 as ClientId, fieldToBytes(1n));
    expect(run.rejections).toEqual([]);
    expect(run.end).toMatchObject({ kind: 'abort', code: 'self-mask-seed', culprit: DEALER });
    const file = evidenceOf(session, run.end as Abort)!;
    expect(await verifyEvidence(file, { roster }, kernel)).toMatchObject({
      misbehaviour: 'wrong-sharing',
      culprit: DEALER,
    });
  });

  it('have the holder’s answer refused, where the share is no element', async () => {
    const order = Uint8Array.from({ length: 32 }, (_, i) =>
      Number((FIELD_ORDER >> BigInt(8 * i)) & 255n),
    );
    const run = await collude(0 as ClientId, order);
    expect(run.rejections).toMatchObject([{ code: 'share-matches', culprit: 0 }]);
    expect(publishedBy(run).sum).toEqual(plainSum(session, ALL));
  });
});
