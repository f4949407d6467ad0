/** The limits of what is read: the largest message of each kind fits, and not much more does. */
import { describe, expect, it } from 'vitest';
import {
  maxDeliveryBytes,
  maxEnvelopeBytes,
  maxMessageBytes,
  maxShareLeavesBytes,
  maxUploadBytes,
} from '../../src/messages/sizes.ts';
import { sumBytesPerCoordinate } from '../../src/session/slots.ts';
import { sealRecord } from '../../src/record/record.ts';
import { type Session, sessionFrom } from '../../src/session/session.ts';
import { parametersCodec } from '../../src/session/parameters.ts';
import { commitCodec } from '../../src/messages/commit.ts';
import {
  collectedCodec,
  includedCodec,
  SMALL_ENVELOPE_BYTES,
  unmaskingCodec,
} from '../../src/messages/broadcasts.ts';
import { BOX_BYTES, deliveriesCodec, shareLeavesCodec } from '../../src/messages/share.ts';
import { unmaskCodec } from '../../src/messages/unmask.ts';
import { type Codec, toBytes } from '../../src/wire/codec.ts';
import { COORDINATOR_SENDER, type MessageType, sealEnvelope } from '../../src/wire/envelope.ts';
import { maxPathLength } from '../../src/wire/merkle.ts';
import { coordinator, seedOf, testSession } from '../support/federation.ts';

const DIGEST = seedOf('digest');
const LEAF = { box: new Uint8Array(BOX_BYTES), maskShareDigest: DIGEST, seedShareDigest: DIGEST };

/** A session of n clients and some rows; only its sizes matter. */
function sized(clients: number, rows: number, proven = false): Session {
  const { parameters } = testSession(5).session;
  const checking = { mode: 'full' } as const;
  const all = {
    ...parameters,
    clients,
    length: 3 * rows,
    ...(proven && {
      proofs: { system: 'groth16', statement: { kind: 'linf' }, setup: DIGEST, checking } as const,
    }),
  };
  return sessionFrom(all, toBytes(parametersCodec, all));
}

/** The largest body of each kind whose size depends on the session. */
function largest(session: Session): readonly (readonly [MessageType, Uint8Array])[] {
  const n = session.parameters.clients;
  const last = n - 1;
  const all = <T>(item: T): T[] => new Array<T>(n).fill(item);
  const small = new Uint8Array(SMALL_ENVELOPE_BYTES);
  const proven = session.proofBytes > 0;
  const body = <T>(codec: Codec<T>, value: T): Uint8Array => toBytes(codec, value);
  const collected = body(collectedCodec(n), { transcriptHash: DIGEST, envelopes: all(small) });
  return [
    [
      'commit',
      body(commitCodec(session.rows, proven), {
        transcriptHash: DIGEST,
        commitments: new Uint8Array(session.rows * 64),
        payloadDigest: DIGEST,
        proofsDigest: new Uint8Array(proven ? 32 : 0),
      }),
    ],
    ['unmask', body(unmaskCodec(n), all({ client: last, kind: 'self-mask-seed', share: DIGEST }))],
    ['invitation', session.bytes],
    ['advertised', collected],
    ['shared', collected],
    [
      'included',
      body(includedCodec(n), {
        transcriptHash: DIGEST,
        included: all({ client: last, commitDigest: DIGEST }),
      }),
    ],
    [
      'unmasking',
      body(unmaskingCodec(n), { transcriptHash: DIGEST, dropped: all(last), confirms: all(small) }),
    ],
  ];
}

const SESSIONS = [
  ['the fewest clients', sized(3, 1)],
  ['the most clients', sized(500, 1)],
  ['many rows', sized(3, 400)],
  ['many rows, proven', sized(3, 400, true)],
] as const;

describe.each(SESSIONS)('in a session of %s', (_, session) => {
  const n = session.parameters.clients;
  /** What an entry of a list may be counted too high, and what a message may beside. */
  const slack = 64 + 24 * n;

  it('the largest message of each kind is within its limit, which is not much above it', () => {
    for (const [phase, body] of largest(session)) {
      const sender = COORDINATOR_SENDER;
      const { length } = sealEnvelope(coordinator, DIGEST, phase, sender, body);
      const limit = maxMessageBytes(session, phase);
      expect(length, phase).toBeLessThanOrEqual(limit);
      expect(length, phase).toBeGreaterThan(limit - slack);
    }
  });

  it('what travels beside a message is as well', () => {
    const most = new Array<typeof LEAF>(n).fill(LEAF);
    const path = new Array<Uint8Array>(maxPathLength(n)).fill(DIGEST);
    for (const [bytes, limit] of [
      [toBytes(shareLeavesCodec(n), most), maxShareLeavesBytes(session)],
      [
        toBytes(
          deliveriesCodec(n),
          most.map((leaf) => ({ leaf, path })),
        ),
        maxDeliveryBytes(session),
      ],
    ] as const) {
      expect(bytes.length).toBeLessThanOrEqual(limit);
      expect(bytes.length).toBeGreaterThan(limit - slack);
    }
    expect(maxUploadBytes(session)).toBe(session.payloadBytes + session.proofBytes);
  });

  it('small messages have one limit', () => {
    for (const phase of ['advertise', 'share', 'confirm'] as const) {
      expect(maxMessageBytes(session, phase)).toBe(SMALL_ENVELOPE_BYTES);
    }
  });

  it('the most of any message is that of the largest kind between the parties', () => {
    const kinds = ['commit', 'unmask', 'advertised', 'shared', 'included', 'unmasking'] as const;
    const limits = kinds.map((phase) => maxMessageBytes(session, phase));
    expect(maxEnvelopeBytes(session)).toBe(Math.max(SMALL_ENVELOPE_BYTES, ...limits));
  });
});

describe('an upload', () => {
  it('has the proofs behind the payload', () => {
    const [plain, proven] = [sized(3, 2), sized(3, 2, true)];
    expect(maxUploadBytes(plain)).toBe(plain.payloadBytes);
    expect(maxUploadBytes(proven)).toBe(plain.payloadBytes + 2 * 256);
  });
});

describe('the largest record', () => {
  it.each([
    [3, 1, false],
    [500, 2, true],
  ])('of %i clients and %i rows is within its limit, and fills most of it', (n, rows, proven) => {
    const session = sized(n, rows, proven);
    const { length } = session.parameters;
    const full = (phase: MessageType): Uint8Array =>
      new Uint8Array(maxMessageBytes(session, phase));
    const all = <T>(item: T): T[] => new Array<T>(n).fill(item);
    const record = sealRecord(coordinator, session, {
      session: session.bytes,
      roster: all({ name: '水'.repeat(100), key: DIGEST }),
      transcriptHash: DIGEST,
      shared: full('shared'),
      commits: all(full('commit')),
      proofs: all(new Uint8Array(session.proofBytes)),
      confirms: all(full('confirm')),
      sum: new Uint8Array(length * sumBytesPerCoordinate(session.layout)),
      blinders: new Uint8Array(rows * 32),
    });
    const most = maxMessageBytes(session, 'record');
    expect(record.length).toBeLessThanOrEqual(most);
    expect(record.length).toBeGreaterThan(0.8 * most);
  });
});
