/** Which keys and digests follow from what: both ends get the same, and any change of context gives another. */
import {
  maskSign,
  pairwiseMaskKey,
  pointsOf,
  selfMaskKey,
} from '../../src/schemes/masking/secrets.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agree, type AgreementKeyPair, generateAgreementKey } from '../../src/crypto/agreement.ts';
import { openBox, sealBox } from '../../src/crypto/box.ts';
import { scalarToBytes } from '../../src/crypto/scalar.ts';
import { SCALAR_ORDER } from '../../src/kernel/kernel.ts';
import { ristretto255 } from '@noble/curves/ed25519.js';
import { toHex } from '../../src/crypto/hex.ts';
import { deriveKey } from '../../src/crypto/keyDerivation.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { sha256, tupleHash } from '../../src/crypto/tupleHash.ts';
import type { ClientId } from '../../src/session/party.ts';
import {
  agreeIn,
  commitmentDigest,
  type KeyContext,
  shareBoxKey,
} from '../../src/session/secrets.ts';
import { kernel, seedOf } from '../support/federation.ts';

const [LOW, HIGH, THIRD] = [1, 4, 5] as ClientId[] as [ClientId, ClientId, ClientId];
const context: KeyContext = {
  kernel,
  session: seedOf('session'),
  transcriptHash: seedOf('transcript hash'),
};
const others: readonly KeyContext[] = [
  { ...context, session: seedOf('another session') },
  { ...context, transcriptHash: seedOf('another transcript hash') },
];
const pair = (label: string): AgreementKeyPair =>
  generateAgreementKey(kernel, seededRandom(seedOf(label)));
const [low, high] = [pair('low'), pair('high')];
const IDENTITY = new Uint8Array(32);

const hex = (secret: Secret): string => toHex(secret.expose());

/** How many different ones are in a list. */
const distinct = (list: readonly string[]): number => new Set(list).size;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what two clients agree on', () => {
  it('is the same from both ends, with the check of keys on or off', () => {
    const agreed = hex(agreeIn(context, low.secret, high.publicKey));
    expect(hex(agreeIn(context, high.secret, low.publicKey))).toBe(agreed);
    const anyKey = { ...context, anyKey: true };
    expect(hex(agreeIn(anyKey, low.secret, high.publicKey))).toBe(agreed);
  });

  it('is nothing with the identity, unless any key is let through', () => {
    for (const strict of [
      context,
      { ...context, anyKey: false },
      { ...context, anyKey: undefined },
    ]) {
      expect(() => agreeIn(strict, low.secret, IDENTITY)).toThrow(RangeError);
    }
    const agreed = agreeIn({ ...context, anyKey: true }, low.secret, IDENTITY);
    expect(agreed.expose()).toEqual(IDENTITY);
  });
});

describe('a mask between two clients', () => {
  it('has one key from both ends, and another in any other context', () => {
    const key = hex(pairwiseMaskKey(context, low.secret, LOW, HIGH, high.publicKey));
    expect(hex(pairwiseMaskKey(context, high.secret, HIGH, LOW, low.publicKey))).toBe(key);
    const changed = [
      ...others.map((other) => pairwiseMaskKey(other, low.secret, LOW, HIGH, high.publicKey)),
      pairwiseMaskKey(context, low.secret, LOW, THIRD, high.publicKey),
      pairwiseMaskKey(context, low.secret, THIRD, HIGH, high.publicKey),
      pairwiseMaskKey(context, low.secret, LOW, HIGH, pair('third').publicKey),
    ].map(hex);
    expect(distinct([key, ...changed])).toBe(changed.length + 1);
  });

  it('has a key of 32 bytes from what was agreed on, the transcript hash and both ends, the lower first', () => {
    const expected = deriveKey(
      agree(kernel, low.secret, high.publicKey),
      context.transcriptHash,
      'veilsum-1/pairwise-mask',
      [context.session, LOW, HIGH],
      32,
    );
    const key = pairwiseMaskKey(context, high.secret, HIGH, LOW, low.publicKey);
    expect(key.expose()).toEqual(expected.expose());
  });

  it('leaves nothing of what was agreed on', () => {
    const made = vi.spyOn(Secret, 'of');
    const key = pairwiseMaskKey(context, low.secret, LOW, HIGH, high.publicKey);
    const secrets = made.mock.results.map(({ value }) => value as Secret);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(secret.isWiped).toBe(secret !== key);
  });

  it('is added by the lower and taken off by the higher', () => {
    expect([maskSign(LOW, HIGH), maskSign(HIGH, LOW)]).toEqual([1, -1]);
  });
});

describe('a self-mask', () => {
  it('has a key of its own for each seed, client and context', () => {
    const key = hex(selfMaskKey(context, 7n, LOW));
    expect(key).toHaveLength(64);
    expect(hex(selfMaskKey(context, 7n, LOW))).toBe(key);
    const changed = [
      selfMaskKey(context, 8n, LOW),
      selfMaskKey(context, 7n, HIGH),
      ...others.map((other) => selfMaskKey(other, 7n, LOW)),
    ].map(hex);
    expect(distinct([key, ...changed])).toBe(changed.length + 1);
    const { transcriptHash, session } = context;
    const input = Secret.of(scalarToBytes(7n));
    const expected = deriveKey(input, transcriptHash, 'veilsum-1/self-mask', [session, LOW], 32);
    expect(key).toBe(hex(expected));
  });

  it('leaves nothing of its seed', () => {
    const made = vi.spyOn(Secret, 'of');
    const key = selfMaskKey(context, 7n, LOW);
    const secrets = made.mock.results.map(({ value }) => value as Secret);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(secret.isWiped).toBe(secret !== key);
  });
});

describe('a box of shares', () => {
  const agreed = (): Secret => agree(kernel, low.secret, high.publicKey);
  const box = sealBox(shareBoxKey(context, agreed(), LOW, HIGH), seedOf('shares'));

  it('opens at its own place and no other', () => {
    expect(openBox(shareBoxKey(context, agreed(), LOW, HIGH), box)).toEqual(seedOf('shares'));
    const elsewhere = [
      shareBoxKey(context, agreed(), HIGH, LOW),
      shareBoxKey(context, agreed(), LOW, THIRD),
      ...others.map((other) => shareBoxKey(other, agreed(), LOW, HIGH)),
    ];
    for (const key of elsewhere) expect(openBox(key, box)).toBeUndefined();
  });
});

describe('what clients sign of their commitments', () => {
  it('is a hash of all that it is of', () => {
    const [session, bytes] = [seedOf('session'), seedOf('bytes')];
    expect(commitmentDigest(session, LOW, bytes)).toEqual(
      tupleHash('veilsum-1/commitment-digest', session, LOW, sha256(bytes)),
    );
  });
});

describe('the points of scalars', () => {
  it('are their products with the generator, in their order', () => {
    const scalars = [0n, 1n, 5n, SCALAR_ORDER - 1n];
    expect(pointsOf(kernel, scalars)).toEqual(
      scalars.map((x) =>
        x === 0n ? new Uint8Array(32) : ristretto255.Point.BASE.multiplyUnsafe(x).toBytes(),
      ),
    );
    expect(pointsOf(kernel, [])).toEqual([]);
  });
});
