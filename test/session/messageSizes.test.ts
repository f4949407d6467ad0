/** The limits of what is read: the largest message of each type fits, and no byte more. */
import { accusationsCodec } from '../../src/messages/accusations.ts';
import { describe, expect, it } from 'vitest';
import {
  type BodyOf,
  BROADCAST_TYPES,
  CLIENT_PHASES,
  codecOf,
  isClientPhase,
  maxAttachmentBytes,
  maxEnvelopeBytes,
  maxMessageBytes,
  type MessageType,
  MESSAGE_TYPES,
  messageTypeOf,
} from '../../src/messages/table.ts';
import { sealRecord } from '../../src/record/record.ts';
import {
  answerCodec,
  BOX_BYTES,
  deliveriesCodec,
  requestCodec,
  shareLeavesCodec,
} from '../../src/schemes/masking/messages.ts';
import { dealingCodec, keysCodec } from '../../src/schemes/pairwise/messages.ts';
import { parametersCodec } from '../../src/session/parameters.ts';
import { type Session, sessionFrom } from '../../src/session/session.ts';
import { type Codec, toBytes } from '../../src/wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import { maxPathLength } from '../../src/wire/merkle.ts';
import { coordinator, seedOf, testSession } from '../support/federation.ts';

const DIGEST = seedOf('digest');
const LEAF = { box: new Uint8Array(BOX_BYTES), maskPoint: DIGEST, seedPoint: DIGEST };

/** A session of n clients and some rows; only its sizes matter. */
function sized(clients: number, rows: number, proven = false): Session {
  const { parameters } = testSession(5).session;
  const checking = { mode: 'full' } as const;
  const all = {
    ...parameters,
    clients,
    length: parameters.rowLength * rows,
    ...(proven && {
      proofs: { system: 'groth16', statement: { kind: 'linf' }, setup: DIGEST, checking } as const,
    }),
  };
  return sessionFrom(all, toBytes(parametersCodec, all));
}

/** What is in every place of a list as long as there are clients. */
function every<T>(n: number, item: T): T[] {
  return new Array<T>(n).fill(item);
}

type Largest = { readonly [T in Exclude<MessageType, 'invitation' | 'record'>]: BodyOf<T> };

/** The largest body of each type, under the scheme with the largest parts. */
function largest(session: Session): Largest {
  const n = session.parameters.clients;
  const { schemeSizes, proofBytes } = session;
  const envelope = (type: MessageType): Uint8Array =>
    new Uint8Array(maxMessageBytes(session, type));
  const transcriptHash = DIGEST;
  return {
    advertise: {
      schemeKeys: new Uint8Array(schemeSizes.keys),
      boxKey: DIGEST,
      nonce: DIGEST,
      possession: new Uint8Array(64),
    },
    advertised: { transcriptHash, envelopes: every(n, envelope('advertise')) },
    share: {
      transcriptHash,
      commitmentDigest: DIGEST,
      schemeBody: new Uint8Array(schemeSizes.dealing),
    },
    shared: { transcriptHash, envelopes: every(n, envelope('share')) },
    commit: {
      transcriptHash,
      payloadDigest: DIGEST,
      proofsDigest: new Uint8Array(proofBytes > 0 ? 32 : 0),
      accusationsDigest: DIGEST,
    },
    included: { transcriptHash, included: every(n, { client: n - 1, commitDigest: DIGEST }) },
    confirm: { transcriptHash, root: DIGEST },
    unmasking: {
      transcriptHash,
      confirms: every(n, envelope('confirm')),
      schemeRequest: new Uint8Array(schemeSizes.request),
    },
    unmask: { transcriptHash, schemeBody: new Uint8Array(schemeSizes.answer) },
  };
}

const SESSIONS = [
  ['the fewest clients', sized(3, 1)],
  ['the most clients', sized(500, 1)],
  ['many rows', sized(3, 400)],
  ['many rows, proven', sized(3, 400, true)],
] as const;

describe.each(SESSIONS)('in a session of %s', (_, session) => {
  const n = session.parameters.clients;

  it('the largest message of each type fits its limit, which is no more than a byte above', () => {
    for (const [type, body] of Object.entries(largest(session))) {
      const named = type as keyof Largest;
      const bytes = toBytes(codecOf(named, session) as Codec<unknown>, body);
      const { length } = sealEnvelope(coordinator, DIGEST, named, COORDINATOR_SENDER, bytes);
      // Types are numbers below 24, which take a byte less than others would.
      expect(length, type).toBe(maxMessageBytes(session, named) - 1);
    }
  });

  it('the scheme’s parts, and what is sent with messages, as well', () => {
    const { schemeSizes } = session;
    const path = every(maxPathLength(n), DIGEST);
    // Small numbers of clients take fewer bytes than large ones.
    const slack = 3 * n;
    for (const [bytes, limit] of [
      [toBytes(keysCodec, { maskKey: DIGEST }), schemeSizes.keys],
      [toBytes(dealingCodec, { seedPoint: DIGEST, root: DIGEST }), schemeSizes.dealing],
      [toBytes(shareLeavesCodec(n), every(n, LEAF)), maxAttachmentBytes(session, 'share')],
      [
        toBytes(deliveriesCodec(n), every(n, { leaf: LEAF, path })),
        maxAttachmentBytes(session, 'shared'),
      ],
      [toBytes(requestCodec(n), every(n, n - 1)), schemeSizes.request],
      [
        toBytes(
          answerCodec(n),
          every(n, { client: n - 1, kind: 'self-mask-seed', share: DIGEST } as const),
        ),
        schemeSizes.answer,
      ],
    ] as const) {
      expect(bytes.length).toBeLessThanOrEqual(limit);
      expect(bytes.length).toBeGreaterThan(limit - slack - 1);
    }
    const { commitmentBytes, payloadBytes, proofBytes } = session;
    expect(maxAttachmentBytes(session, 'commit')).toBe(
      4 + accusationsCodec(n).maxBytes + commitmentBytes + payloadBytes + proofBytes,
    );
    for (const type of ['advertise', 'confirm', 'unmask', 'included', 'unmasking'] as const) {
      expect(maxAttachmentBytes(session, type), type).toBe(0);
    }
  });

  it('the most of any message is that of the largest type between the parties', () => {
    const between = [...CLIENT_PHASES, ...BROADCAST_TYPES];
    const limits = between.map((type) => maxMessageBytes(session, type));
    expect(maxEnvelopeBytes(session)).toBe(Math.max(...limits));
  });
});

describe('the table of messages', () => {
  it('has the phases and the broadcasts in the order in which they are sent', () => {
    expect(CLIENT_PHASES).toEqual(['advertise', 'share', 'commit', 'confirm', 'unmask']);
    expect(BROADCAST_TYPES).toEqual([
      'invitation',
      'advertised',
      'shared',
      'included',
      'unmasking',
    ]);
  });

  it('has one number for each type, and gives the type back', () => {
    for (const [type, number] of Object.entries(MESSAGE_TYPES)) {
      expect(messageTypeOf(number)).toBe(type);
    }
    expect(messageTypeOf(5)).toBeUndefined();
    expect(messageTypeOf(255)).toBeUndefined();
  });

  it('knows who sends what', () => {
    expect(isClientPhase('commit')).toBe(true);
    expect(isClientPhase('shared')).toBe(false);
    expect(isClientPhase('record')).toBe(false);
  });
});

describe('the largest record', () => {
  it.each([
    [3, 1, false],
    [500, 2, true],
  ])('of %i clients and %i rows fits its limit, which is a byte above', (n, rows, proven) => {
    const session = sized(n, rows, proven);
    const full = (type: MessageType): Uint8Array => new Uint8Array(maxMessageBytes(session, type));
    const record = sealRecord(coordinator, session, {
      session: session.bytes,
      roster: every(n, { name: '水'.repeat(100), key: DIGEST }),
      transcriptHash: DIGEST,
      shared: full('shared'),
      commits: every(n, full('commit')),
      commitments: every(n, new Uint8Array(session.commitmentBytes)),
      proofs: every(n, new Uint8Array(session.proofBytes)),
      confirms: every(n, full('confirm')),
      sum: new Uint8Array(session.sumBytes),
      blinders: new Uint8Array(rows * 32),
    });
    expect(record.length).toBe(maxMessageBytes(session, 'record') - 1);
  });
});
