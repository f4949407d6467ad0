import { envelopeBytes } from '../../src/wire/envelopeCodec.ts';
import { MESSAGE_TYPES } from '../../src/messages/table.ts';
import { describe, expect, it } from 'vitest';
import { encodeCbor, type CborValue } from '../../src/wire/cbor.ts';
import {
  COORDINATOR_SENDER,
  envelopeDigest,
  hasValidSignature,
  openEnvelope,
  sealEnvelope,
} from '../../src/wire/envelope.ts';
import { WireError } from '../../src/wire/errors.ts';
import { extendTranscript } from '../../src/wire/transcript.ts';
import { identity, seedOf } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';

const alice = identity('alice');
const session = seedOf('session');
const body = new TextEncoder().encode('a body');
const sealed = sealEnvelope(alice, session, 'commit', 3, body);
const open = (bytes: Uint8Array): ReturnType<typeof openEnvelope> => openEnvelope(bytes, 1000);

describe('an envelope', () => {
  it('says who sent what for which session and phase, and is kept as it was received', async () => {
    const envelope = open(sealed);
    expect(envelope).toMatchObject({ session, type: MESSAGE_TYPES.commit, sender: 3, body });
    expect(envelope.bytes).toBe(sealed);
    expect(await hasValidSignature(envelope, alice.publicKey)).toBe(true);
  });

  it('is signed by nobody else', async () => {
    expect(await hasValidSignature(open(sealed), identity('bob').publicKey)).toBe(false);
  });

  it('takes no more than its overhead beside its body', () => {
    const large = sealEnvelope(
      alice,
      session,
      'record',
      COORDINATOR_SENDER,
      new Uint8Array(2 ** 17),
    );
    // Types of messages are below 24, and take a byte less than others would.
    expect(large.length).toBe(envelopeBytes({ maxBytes: 2 ** 17 }) - 1);
  });

  it('has one number for each kind of message', () => {
    expect(new Set(Object.values(MESSAGE_TYPES)).size).toBe(Object.keys(MESSAGE_TYPES).length);
  });
});

describe('a signature does not move', () => {
  const { signature } = open(sealed);
  const fields = { session, type: MESSAGE_TYPES.commit, sender: 3, body, signature };
  const moved: readonly [string, Partial<typeof fields>][] = [
    ['to another session', { session: seedOf('another') }],
    ['to another phase', { type: MESSAGE_TYPES.confirm }],
    ['to another sender', { sender: 4 }],
    ['to the coordinator', { sender: COORDINATOR_SENDER }],
    ['to another body', { body: new TextEncoder().encode('a bodz') }],
    ['to a longer body', { body: new TextEncoder().encode('a body ') }],
    ['to an empty body', { body: new Uint8Array(0) }],
  ];
  it.each(moved)('%s', async (_, changes) => {
    const f = { ...fields, ...changes };
    const bytes = encodeCbor([1, f.session, f.type, f.sender, f.body, f.signature]);
    expect(await hasValidSignature(open(bytes), alice.publicKey)).toBe(false);
  });

  it('and does not survive a flipped bit anywhere', async () => {
    for (let at = 0; at < sealed.length; at++) {
      let envelope;
      try {
        envelope = open(flipped(sealed, at, at % 8));
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
        continue;
      }
      expect(await hasValidSignature(envelope, alice.publicKey), `byte ${at}`).toBe(false);
    }
  });
});

describe('bytes that are no envelope', () => {
  const signature = new Uint8Array(64);
  const cases: readonly [string, CborValue][] = [
    ['another version', [2, session, 2, 3, body, signature]],
    ['a short session', [1, session.slice(1), 2, 3, body, signature]],
    ['a phase beyond a byte', [1, session, 256, 3, body, signature]],
    ['a negative sender', [1, session, 2, -1, body, signature]],
    ['a sender beyond 32 bits', [1, session, 2, 2 ** 32, body, signature]],
    ['a body of text', [1, session, 2, 3, 'body', signature]],
    ['a short signature', [1, session, 2, 3, body, signature.slice(1)]],
    ['a field more', [1, session, 2, 3, body, signature, 0]],
    ['a field less', [1, session, 2, 3, body]],
    ['no list', 'envelope'],
  ];
  it.each(cases)('%s', (_, value) => {
    expect(() => open(encodeCbor(value))).toThrow(expect.objectContaining({ code: 'wrong-shape' }));
  });

  it('too many of them', () => {
    expect(() => openEnvelope(sealed, sealed.length - 1)).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});

describe('the digest of an envelope', () => {
  it('covers every byte, the signature among them', () => {
    const digests = Array.from(sealed, (_, at) => String(envelopeDigest(flipped(sealed, at))));
    expect(new Set([...digests, String(envelopeDigest(sealed))]).size).toBe(sealed.length + 1);
  });
});

describe('the transcript hash', () => {
  const [a, b] = [sealed, sealEnvelope(alice, session, 'commit', 4, body)];
  it('depends on every message, and on their order', () => {
    const after = (...messages: Uint8Array[]): string =>
      String(messages.reduce<Uint8Array | undefined>((h, m) => extendTranscript(h, m), undefined));
    const all = [after(a), after(b), after(a, b), after(b, a), after(a, a), after(a, b, a)];
    expect(new Set(all).size).toBe(all.length);
    expect(after(a, b)).toBe(after(a, b));
  });

  it('starts from 32 zero bytes', () => {
    expect(extendTranscript(undefined, a)).toEqual(extendTranscript(new Uint8Array(32), a));
  });
});
