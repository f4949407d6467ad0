/** What the rules of evidence ask for, one by one: what just suffices, and what just does not. */
import { maskingUnmaskCodec, type RevealedShare } from '../../../src/schemes/masking/messages.ts';
import { pairwiseAdvertiseCodec } from '../../../src/schemes/pairwise/messages.ts';
import {
  CLIENT_PHASES,
  type BodyOf,
  type ClientPhase,
  codecOf,
  type MessageType,
} from '../../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/crypto/tupleHash.ts';
import { evidenceOf, verifyEvidence, type EvidenceVerdict } from '../../../src/record/index.ts';
import { splitAttachment } from '../../../src/messages/commit.ts';
import { confirmCodec } from '../../../src/messages/confirm.ts';
import { COORDINATOR_SENDER, openEnvelope, sealEnvelope } from '../../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import { exchange, type Exchange } from '../../support/exchange.ts';
import { coordinator, identity, kernel, seedOf, testSession } from '../../support/federation.ts';
import { bodyBytes, bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';
import { keysIn, pairwiseUnmaskingCodec } from '../../support/pairwise.ts';
import { prepare } from '../../support/prepared.ts';

/** Clients 0 to 3 are included, just as many as the threshold; client 4 deals its shares and falls silent. */
const setup = testSession(5, { threshold: 4, maxCorrupt: 1, maxDropouts: 1 });
const { session, roster, identities } = setup;
const n = identities.length;
let run: Exchange;
prepare(async () => {
  run = await exchange(setup, { drops: { 4: 'commit' } });
});

const NOTHING = { kind: 'not-proven', reason: 'nothing in it is wrong' };

/** What opens a phase, as client 0 received it. */
const received = (phase: ClientPhase): Message => run.received[phase].get(0)!;
const sent = (phase: ClientPhase, client: number): Message => run.sent[phase].get(client)!;

function judged(
  envelopes: readonly Uint8Array[],
  attachment?: Uint8Array,
): Promise<EvidenceVerdict> {
  const bytes = evidenceOf(session, {
    message: '',
    culprit: 'coordinator',
    evidence: envelopes,
    attachment,
  });
  return verifyEvidence(bytes!, { roster }, kernel);
}

function proven(misbehaviour: string, culprit: number | 'coordinator'): object {
  return { kind: 'proven', misbehaviour, culprit, detail: expect.stringMatching(/.{10}/) };
}

describe('a quorum is false', () => {
  /** A request that shows some confirmations, after the set that was announced. */
  const asking = (confirms: readonly Uint8Array[]): Promise<EvidenceVerdict> => {
    const change = (body: object): never => ({ ...body, confirms }) as never;
    const request = retold(
      session,
      'unmasking',
      codecOf('unmasking', session),
      received('unmask'),
      change,
    );
    return judged([received('confirm').envelope, request.envelope]);
  };
  const confirm = (client: number): Uint8Array => sent('confirm', client).envelope;
  const three = (): Uint8Array[] => [confirm(0), confirm(1), confirm(2)];
  const confirmedBy = (
    signer: typeof coordinator,
    sender: number,
    digest: Uint8Array = session.digest,
    kind: MessageType = 'confirm',
  ): Uint8Array => sealEnvelope(signer, digest, kind, sender, bodyBytes(sent('confirm', 3)));

  it('not with the t signatures that are asked for', async () => {
    expect(await asking([...three(), confirm(3)])).toEqual(NOTHING);
  });

  const fourth: readonly [string, () => Uint8Array[]][] = [
    ['with one less', () => []],
    ['with one of them twice', () => [confirm(2)]],
    ['with the fourth by somebody who was not included', () => [confirmedBy(identities[4]!, 4)]],
    ['with the fourth by nobody of the session', () => [confirmedBy(identities[3]!, 17)]],
    ['with the fourth signed by somebody else', () => [confirmedBy(identity('mallory'), 3)]],
    ['with the fourth of another session', () => [confirmedBy(identities[3]!, 3, seedOf('other'))]],
    [
      'with the fourth of another kind',
      () => [confirmedBy(identities[3]!, 3, session.digest, 'share')],
    ],
    ['with the fourth changed', () => [flipped(confirm(3), -1)]],
    ['with bytes for the fourth', () => [seedOf('garbage')]],
    [
      'with the fourth for another root',
      () => [
        resigned(session, identities[3]!, confirmCodec, sent('confirm', 3), (body) => ({
          ...body,
          root: seedOf('another root'),
        })).envelope,
      ],
    ],
  ];
  it.each(fourth)('%s', async (_, more) => {
    expect(await asking([...three(), ...more()])).toMatchObject(
      proven('false-quorum', 'coordinator'),
    );
  });
});

describe('the coordinator’s messages', () => {
  const LISTS = [
    ['advertised', 'share'],
    ['shared', 'commit'],
    ['included', 'confirm'],
    ['unmasking', 'unmask'],
  ] as const;
  const retoldAs = <T extends (typeof LISTS)[number][0]>(
    type: T,
    told: Message,
    change: (body: BodyOf<T>) => Partial<BodyOf<T>>,
  ): Message =>
    retold(session, type, codecOf(type, session), told, (body) => ({ ...body, ...change(body) }));
  /** A list of dealers whose Shares all answer the list of keys that it follows on. */
  const answering = (transcriptHash: Uint8Array): Message =>
    retoldAs('shared', received('commit'), ({ envelopes }) => ({
      transcriptHash,
      envelopes: envelopes.map((envelope) => answeringTo(transcriptHash, { envelope }).envelope),
    }));

  it.each(LISTS.map((list, i) => [...list, i] as const))(
    '%s must follow on the one before it',
    async (phase, opens, i) => {
      const before = i === 0 ? run.invitation : received(LISTS[i - 1]![1]);
      const told = received(opens);
      expect(await judged([before.envelope, told.envelope])).toEqual(NOTHING);
      const another =
        phase === 'shared'
          ? answering(seedOf('another transcript hash'))
          : retoldAs(phase, told, () => ({ transcriptHash: seedOf('another transcript hash') }));
      expect(await judged([before.envelope, another.envelope])).toMatchObject(
        proven('broken-transcript', 'coordinator'),
      );
    },
  );

  it('name nobody who was not in the list before', async () => {
    const { transcriptHash } = bodyOf(codecOf('shared', session), received('commit'));
    const shorter = retoldAs('shared', received('commit'), ({ envelopes }) => ({
      envelopes: envelopes.slice(0, 3),
    }));
    const after = extendTranscript(transcriptHash, shorter.envelope);
    const included = retoldAs('included', received('confirm'), () => ({ transcriptHash: after }));
    expect(await judged([shorter.envelope, included.envelope])).toMatchObject(
      proven('unknown-client', 'coordinator'),
    );
    const fewer = retoldAs('advertised', received('share'), ({ envelopes }) => ({
      envelopes: envelopes.slice(0, 4),
    }));
    const start = bodyOf(codecOf('advertised', session), received('share')).transcriptHash;
    const shared = answering(extendTranscript(start, fewer.envelope));
    expect(await judged([fewer.envelope, shared.envelope])).toMatchObject(
      proven('unknown-client', 'coordinator'),
    );
    // The list alone shows nothing.
    expect(await judged([shared.envelope])).toEqual(NOTHING);
  });

  it('ask for nobody’s mask secret who was included', async () => {
    const request = (dropped: readonly number[]): Message =>
      retold(session, 'unmasking', pairwiseUnmaskingCodec(session), received('unmask'), (body) => ({
        ...body,
        schemeRequest: dropped,
      }));
    const announced = received('confirm').envelope;
    expect(await judged([announced, request([4]).envelope])).toEqual(NOTHING);
    expect(await judged([announced, request([3, 4]).envelope])).toMatchObject(
      proven('contradictory-request', 'coordinator'),
    );
    // The request alone shows nothing.
    expect(await judged([request([3, 4]).envelope])).toEqual(NOTHING);
  });
});

/** A client's Share over another list of keys, signed by it. */
function answeringTo(transcriptHash: Uint8Array, share: Message): Message {
  const { sender } = openEnvelope(share.envelope, share.envelope.length);
  return resigned(session, identities[sender]!, codecOf('share', session), share, (body) => ({
    ...body,
    transcriptHash,
  }));
}

describe('a client’s messages', () => {
  const CLIENT = 2;
  const signer = identities[CLIENT]!;

  it('are one for each phase', async () => {
    const other = resigned(
      session,
      signer,
      codecOf('advertise', session),
      sent('advertise', CLIENT),
      (body) => ({
        ...body,
        nonce: seedOf('another nonce'),
      }),
    ).envelope;
    const own = sent('advertise', CLIENT).envelope;
    expect(await judged([own, own])).toEqual(NOTHING);
    expect(await judged([own, sent('share', CLIENT).envelope])).toEqual(NOTHING);
    expect(await judged([own, sent('advertise', 1).envelope])).toEqual(NOTHING);
    expect(await judged([own, other])).toMatchObject(proven('equivocation', CLIENT));
    expect(await judged([sent('share', CLIENT).envelope, own, other])).toMatchObject(
      proven('equivocation', CLIENT),
    );
  });

  it('have keys that are two elements of the group', async () => {
    type Keys = ReturnType<typeof keysIn>;
    const keys = (change: (own: Keys) => Partial<Keys>): Promise<EvidenceVerdict> => {
      const message = sent('advertise', CLIENT);
      const { maskKey, boxKey } = { ...keysIn(message), ...change(keysIn(message)) };
      return judged([
        resigned(session, signer, pairwiseAdvertiseCodec, message, (body) => ({
          ...body,
          schemeKeys: { maskKey },
          boxKey,
        })).envelope,
      ]);
    };
    const guilty = proven('broken-keys', CLIENT);
    const none = { ...guilty, detail: 'a key is not a valid group element, or is the identity' };
    expect(await keys(() => ({}))).toEqual(NOTHING);
    expect(await keys(() => ({ maskKey: new Uint8Array(32) }))).toMatchObject(none);
    expect(await keys(() => ({ boxKey: new Uint8Array(32).fill(255) }))).toMatchObject(none);
    expect(await keys(({ boxKey }) => ({ maskKey: boxKey }))).toMatchObject({
      ...guilty,
      detail: 'it uses one key twice',
    });
  });

  it('hold one share of each dealer', async () => {
    const answered = (change: (shares: readonly RevealedShare[]) => RevealedShare[]): Uint8Array =>
      resigned(session, signer, maskingUnmaskCodec(n), sent('unmask', CLIENT), (body) => ({
        ...body,
        schemeBody: change(body.schemeBody),
      })).envelope;
    const answer = (change: Parameters<typeof answered>[0]): Promise<EvidenceVerdict> =>
      judged([answered(change)]);
    expect(await answer((all) => all.slice(1))).toEqual(NOTHING);
    expect(await answer((all) => [...all].reverse())).toEqual(NOTHING);
    expect(await answer((all) => [all[0]!, all[0]!])).toMatchObject(proven('both-shares', CLIENT));
    expect(
      await answer((all) => [...all.slice(0, -1), { ...all[0]!, kind: 'mask-secret' }]),
    ).toMatchObject(proven('both-shares', CLIENT));
    // Whatever lies before it in the file.
    const twice = answered((all) => [all[0]!, all[0]!]);
    const others = [sent('confirm', CLIENT).envelope, sent('unmask', 1).envelope];
    expect(await judged([...others, twice])).toMatchObject(proven('both-shares', CLIENT));
  });

  it('are read as strictly as in the session', async () => {
    const body = new Uint8Array([...bodyBytes(sent('confirm', CLIENT)), 0]);
    const trailing = sealEnvelope(signer, session.digest, 'confirm', CLIENT, body);
    expect(await judged([trailing])).toMatchObject(proven('broken-message', CLIENT));
  });
});

describe('a body', () => {
  const CLIENT = 2;
  const kinds: readonly [MessageType, () => Message][] = [
    ...CLIENT_PHASES.map((phase): [MessageType, () => Message] => [
      phase,
      () => sent(phase, CLIENT),
    ]),
    ['advertised', () => received('share')],
    ['shared', () => received('commit')],
    ['included', () => received('confirm')],
    ['unmasking', () => received('unmask')],
  ];

  it.each(kinds)('of the kind %s is the canonical encoding of that kind', async (phase, make) => {
    const isClients = CLIENT_PHASES.some((own) => own === phase);
    const [signer, sender] = isClients
      ? [identities[CLIENT]!, CLIENT]
      : [coordinator, COORDINATOR_SENDER];
    const body = bodyBytes(make());
    const sealed = (bytes: Uint8Array): Promise<EvidenceVerdict> =>
      judged([sealEnvelope(signer, session.digest, phase, sender, bytes)]);
    const guilty = {
      ...proven('broken-message', isClients ? CLIENT : 'coordinator'),
      detail: expect.stringMatching(new RegExp(`^${phase}: `)) as string,
    };
    expect(await sealed(body)).toEqual(NOTHING);
    for (const bad of [
      new Uint8Array([...body, 0]),
      body.slice(0, -1),
      new Uint8Array(0),
      Uint8Array.of(0x84, 0, 0, 0, 0),
      seedOf('garbage'),
    ]) {
      expect(await sealed(bad)).toMatchObject(guilty);
    }
  });

  it('of an invitation is the session’s parameters, which are no message of their own', async () => {
    expect(await judged([run.invitation.envelope])).toEqual(NOTHING);
  });

  it('has no more bytes than its kind has in this session', async () => {
    const long = new Uint8Array(3000);
    const envelope = sealEnvelope(coordinator, session.digest, 'shared', COORDINATOR_SENDER, long);
    expect(await judged([envelope])).toMatchObject({
      ...proven('broken-message', 'coordinator'),
      detail: expect.stringMatching(/^shared: 3000 bytes where at most \d+ are allowed$/) as string,
    });
  });
});

describe('nobody answers for an envelope', () => {
  const sealed = (sender: number, kind: MessageType, digest = session.digest): Uint8Array =>
    sealEnvelope(identities[2]!, digest, kind, sender, bodyBytes(sent('confirm', 2)));
  const cases: readonly [string, () => Uint8Array, string][] = [
    [
      'of another session',
      () => sealed(2, 'confirm', seedOf('other')),
      'it was signed for another session',
    ],
    ['of nobody', () => sealed(n, 'confirm'), 'its sender is not part of this session'],
    [
      'of a client, of a kind that the coordinator sends',
      () => sealed(2, 'included'),
      'it has a message type that its sender never sends',
    ],
    [
      'of the coordinator, of a kind that clients send',
      () => sealEnvelope(coordinator, session.digest, 'confirm', COORDINATOR_SENDER, seedOf('x')),
      'it has a message type that its sender never sends',
    ],
    ['signed by somebody else', () => sealed(1, 'confirm'), 'its signature does not verify'],
    [
      'that names the coordinator, and is not its own',
      () => sealed(COORDINATOR_SENDER, 'included'),
      'its signature does not verify',
    ],
  ];
  it.each(cases)('%s', async (_, envelope, reason) => {
    expect(await judged([sent('share', 1).envelope, envelope()])).toEqual({
      kind: 'not-proven',
      reason: `envelope 1: ${reason}`,
    });
  });
});

describe('a payload', () => {
  const CLIENT = 2;
  /** A Commit with the digest of these bytes, beside them. */
  const standingBy = (payload: Uint8Array): Promise<EvidenceVerdict> => {
    const codec = codecOf('commit', session);
    const message = resigned(
      session,
      identities[CLIENT]!,
      codec,
      sent('commit', CLIENT),
      (body) => ({ ...body, payloadDigest: sha256(payload) }),
    );
    return judged([message.envelope], payload);
  };
  const own = (): Uint8Array =>
    splitAttachment(session, sent('commit', CLIENT).attachment!).payload.slice();

  it('is judged only where its client signed its digest', async () => {
    expect(await standingBy(own())).toEqual(NOTHING);
    const { envelope, attachment } = sent('commit', CLIENT);
    expect(await judged([envelope], own().slice(32))).toEqual(NOTHING);
    expect(await judged([envelope], own().slice().fill(255, 0, 32))).toEqual(NOTHING);
    // With the commitments before it, as it was sent.
    expect(await judged([envelope], attachment)).toEqual(NOTHING);
  });

  it('has the session’s length, and elements of the field', async () => {
    const guilty = proven('broken-payload', CLIENT);
    expect(await standingBy(own().slice(32))).toMatchObject(guilty);
    expect(await standingBy(new Uint8Array(own().length + 32))).toMatchObject(guilty);
    expect(await standingBy(own().slice().fill(255, 0, 32))).toMatchObject(guilty);
  });
});
