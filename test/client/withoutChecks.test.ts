/** Clients with a check off, as the attack suite has them: what the check stops goes through, and nothing else breaks. */
import { codecOf, type ClientPhase } from '../../src/messages/table.ts';
import {
  maskingUnmaskCodec,
  type RevealedShare,
  deliveriesCodec,
  SHARE_TREE,
  shareLeafDigest,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { pairwiseShareCodec } from '../../src/schemes/pairwise/messages.ts';
import { describe, expect, it } from 'vitest';
import type { ClientSession, ClientStep } from '../../src/client/clientSession.ts';
import { joinUnder } from '../../src/client/join.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../src/session/ledger.ts';

import {
  type IncludedBody,
  includedCodec,
  type UnmaskingBody,
} from '../../src/messages/broadcasts.ts';
import { fromBytes, toBytes } from '../../src/wire/codec.ts';
import { merkleTree } from '../../src/wire/merkle.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { exchange, type Exchange } from '../support/exchange.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';
import { bodyOf, flipped, fromCoordinator, resigned, retold } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';

const setup = testSession(4, {
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 3,
  rowLength: 2,
});
const { session, roster, identities } = setup;
const n = identities.length;
const SELF = 1;
const ANSWERED = ['share', 'commit', 'confirm', 'unmask'] as const;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup);
});

const opening = (phase: ClientPhase): Message => run.received[phase].get(SELF)!;
const secondInvitation = (): Message => ({
  envelope: fromCoordinator(session, 'invitation', Uint8Array.of(0x80)),
});

/** Client 1 without a check, after it answered some phases as ever. */
async function clientWithout(
  check: CheckName,
  answered: readonly ClientPhase[],
): Promise<ClientSession> {
  const joined = await joinUnder(EnabledChecks.unsafeWithout(check), {
    invitation: run.invitation,
    task: 'test',
    roster,
    identity: identities[SELF]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, SELF),
    random: seededRandom(seedOf(`exchange ${SELF}`)),
    kernel,
  });
  if (joined.kind === 'abort') throw new Error(joined.message);
  for (const phase of answered) await joined.state.receive(opening(phase));
  return joined.state;
}

const codec = maskingUnmaskCodec(n);

/** The shares that a client answered with. */
function sharesIn(step: ClientStep): readonly RevealedShare[] {
  if (step.kind !== 'send') throw new Error(step.message);
  return bodyOf(codec, step.message).schemeBody;
}

describe('without `confirm-quorum`, a client', () => {
  it('answers whatever stands in the place of the signatures', async () => {
    const client = await clientWithout('confirm-quorum', ['share', 'commit', 'confirm']);
    const request = retold(
      session,
      'unmasking',
      codecOf('unmasking', session),
      opening('unmask'),
      (body) => ({
        ...body,
        confirms: [seedOf('no envelope')],
      }),
    );
    const step = await client.receive(request);
    expect(sharesIn(step)).toEqual(bodyOf(codec, run.sent.unmask.get(SELF)!).schemeBody);
  });
});

describe('without `agreement-keys`, a client', () => {
  it('deals its shares to one whose key is the identity', async () => {
    const client = await clientWithout('agreement-keys', []);
    const keys = resigned(
      session,
      identities[2]!,
      codecOf('advertise', session),
      run.sent.advertise.get(2)!,
      (body) => ({ ...body, boxKey: new Uint8Array(32) }),
    );
    const list = retold(
      session,
      'advertised',
      codecOf('advertised', session),
      opening('share'),
      (body) => ({
        ...body,
        envelopes: body.envelopes.map((bytes, i) => (i === 2 ? keys.envelope : bytes)),
      }),
    );
    expect(await client.receive(list)).toMatchObject({ kind: 'send', last: false });
    expect(client.phase).toBe('shared');
  });
});

describe('without `share-matches`, a client', () => {
  it('goes on with whatever is in a box that does not open', async () => {
    const client = await clientWithout('share-matches', ['share']);
    // Dealer 2 damaged the box for this client before it signed the root.
    const dealt = run.sent.share.get(2)!;
    const leaves = fromBytes(shareLeavesCodec(n), dealt.attachment!, 9999, 'leaves').map(
      (leaf, i) => (i === SELF ? { ...leaf, box: flipped(leaf.box, 40) } : leaf),
    );
    const { root, paths } = merkleTree(
      SHARE_TREE,
      leaves.map((leaf, i) => shareLeafDigest(i, leaf)),
    );
    const signed = resigned(session, identities[2]!, pairwiseShareCodec, dealt, (body) => ({
      ...body,
      schemeBody: { ...body.schemeBody, root },
    }));
    const { attachment } = opening('commit');
    const codec = deliveriesCodec(n);
    const deliveries = fromBytes(codec, attachment!, 9999, 'deliveries').map((delivery, i) =>
      i === 2 ? { leaf: leaves[SELF]!, path: paths[SELF]! } : delivery,
    );
    const list = retold(
      session,
      'shared',
      codecOf('shared', session),
      opening('commit'),
      (body) => ({
        ...body,
        envelopes: body.envelopes.map((bytes, i) => (i === 2 ? signed.envelope : bytes)),
      }),
    );
    const step = await client.receive({ ...list, attachment: toBytes(codec, deliveries) });
    expect(step).toMatchObject({ kind: 'send', last: false });
    expect(client.phase).toBe('committed');
  });
});

describe('without `one-shot`, a client', () => {
  /** Client 1 at its end, with everyone included. */
  async function finished(): Promise<ClientSession> {
    const client = await clientWithout('one-shot', ANSWERED);
    expect(client.phase).toBe('finished');
    return client;
  }
  /** The included list without client 3. */
  const withoutLast = (): Message =>
    retold(session, 'included', includedCodec(n), opening('confirm'), (body: IncludedBody) => ({
      ...body,
      included: body.included.slice(0, 3),
    }));
  /** The same request in other bytes: one of the four signatures is enough less. */
  const otherRequest = (): Message =>
    retold(
      session,
      'unmasking',
      codecOf('unmasking', session),
      opening('unmask'),
      (body: UnmaskingBody) => ({
        ...body,
        confirms: body.confirms.slice(0, 3),
      }),
    );

  it('answers a second, different message from the state that answered the first', async () => {
    const client = await finished();
    const step = await client.receive(otherRequest());
    expect(step).toMatchObject({ kind: 'send', last: true });
    expect(sharesIn(step)).toEqual(bodyOf(codec, run.sent.unmask.get(SELF)!).schemeBody);
    const confirmed = await client.receive(withoutLast());
    expect(confirmed).toMatchObject({ kind: 'send', last: false });
    expect(confirmed).not.toMatchObject({ message: run.sent.confirm.get(SELF)! });
    expect(client.phase).toBe('confirmed');
  });

  it('goes on from the state that it is in, where that waits for the message', async () => {
    const client = await finished();
    await client.receive(withoutLast());
    // What it signed last is another set than that which the request is for.
    const step = await client.receive(otherRequest());
    expect(step).toMatchObject({ kind: 'abort', code: 'transcript', culprit: 'coordinator' });
  });

  it('still refuses another invitation: no state answered the first', async () => {
    const client = await finished();
    const step = await client.receive(secondInvitation());
    expect(step).toMatchObject({ kind: 'rejection', code: 'transcript' });
    expect(client.phase).toBe('finished');
  });
});
