import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/crypto/hex.ts';
import { sparseCoordinator } from '../../../src/schemes/sparse/coordinator.ts';
import { dealingCodec } from '../../../src/schemes/sparse/messages.ts';
import { neighboursOf, nonceDigest } from '../../../src/schemes/sparse/neighbours.ts';
import { sparseRules } from '../../../src/schemes/sparse/rules.ts';
import { Secret } from '../../../src/crypto/secret.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { defineSession } from '../../../src/session/session.ts';
import { toBytes } from '../../../src/wire/codec.ts';
import { kernel, seedOf, testSession } from '../../support/federation.ts';

const clients = (count: number): ClientId[] =>
  Array.from({ length: count }, (_, i) => (3 * i) as ClientId);
const TRANSCRIPT = seedOf('transcript');
const NONCE = seedOf('nonce');
const SELF = 6 as ClientId;

describe('neighbours', () => {
  const list = clients(40);
  const drawn = neighboursOf(list, 12, TRANSCRIPT, SELF, NONCE);

  it('are different others of the list, ascending', () => {
    expect(drawn).toHaveLength(12);
    expect(new Set(drawn).size).toBe(12);
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn);
    expect(drawn.filter((id) => !list.includes(id) || id === SELF)).toEqual([]);
  });

  it('are those that another implementation draws', () => {
    expect(drawn).toEqual([18, 27, 45, 51, 60, 63, 69, 90, 93, 108, 114, 117]);
    expect(toHex(nonceDigest(TRANSCRIPT, SELF, NONCE))).toBe(
      '8e014387a8e8aab6eeff0575bbb1c1b9fbe57b735ad738c372fa10ca569cb608',
    );
  });

  it('depend on transcript, client and number', () => {
    const others = [
      neighboursOf(list, 12, seedOf('another'), SELF, NONCE),
      neighboursOf(list, 12, TRANSCRIPT, 9 as ClientId, NONCE),
      neighboursOf(list, 12, TRANSCRIPT, SELF, seedOf('another')),
    ];
    for (const other of others) expect(other).not.toEqual(drawn);
  });

  it('are all others where the list is short', () => {
    const short = clients(5);
    const others = short.filter((id) => id !== SELF);
    for (const count of [4, 5, 255]) {
      expect(neighboursOf(short, count, TRANSCRIPT, SELF, NONCE)).toEqual(others);
    }
  });

  it('are each equally likely', () => {
    const times = new Map<ClientId, number>();
    const draws = 3000;
    for (let i = 0; i < draws; i++) {
      for (const id of neighboursOf(list, 12, TRANSCRIPT, SELF, seedOf(`number ${i}`))) {
        times.set(id, (times.get(id) ?? 0) + 1);
      }
    }
    const expected = (draws * 12) / 39;
    const deviation = Math.sqrt(expected * (1 - 12 / 39));
    for (const [, count] of times) {
      expect(Math.abs(count - expected)).toBeLessThan(5 * deviation);
    }
  });
});

describe('a client that accuses a dealer that did not draw it', () => {
  it('is told apart from one with a bad box', async () => {
    const { session } = testSession(12, {
      maxCorrupt: 1,
      maxDropouts: 2,
      scheme: { kind: 'sparse' },
    });
    const listed = clients(4).map((_, i) => i as ClientId);
    const nonce = seedOf('number');
    const everyone = Array.from({ length: 12 }, (_, i) => i as ClientId);
    const drawn = neighboursOf(everyone, 8, TRANSCRIPT, listed[0]!, nonce);
    const recipient = everyone.find((id) => id !== 0 && !drawn.includes(id))!;
    const verdict = await sparseCoordinator.judgeDealing(
      kernel,
      {
        session,
        keys: { kernel, session: session.digest, transcriptHash: TRANSCRIPT },
        dealer: listed[0]!,
        recipient,
        advertised: everyone,
      },
      toBytes(dealingCodec, { seedPoint: new Uint8Array(32), root: new Uint8Array(32), nonce }),
      new Uint8Array(0),
      Secret.of(new Uint8Array(32)),
    );
    expect(verdict).toEqual({ kind: 'not-dealt' });
  });
});

describe('the parameters of a sparse session', () => {
  const { session, roster } = testSession(12, {
    threshold: 8,
    maxCorrupt: 1,
    maxDropouts: 2,
    scheme: { kind: 'sparse' },
  });
  const draft = { ...session.parameters, roster };

  it('can be chosen, and are read back', () => {
    const scheme = { kind: 'sparse', neighbours: 10, shareThreshold: 3, minPresent: 8 };
    expect(defineSession({ ...draft, scheme }).parameters.scheme).toEqual(scheme);
  });

  it.each([
    ['one share that rebuilds a secret', { shareThreshold: 1 }, /hold 1 shares of some secret/],
    ['too few neighbours present', { minPresent: 2 }, /share masks with none of the others/],
    ['more shares than are present', { shareThreshold: 7 }, /each must be at most the next/],
    ['more present than there are', { minPresent: 9 }, /each must be at most the next/],
    ['answers to choose', { recovery: 3 }, /has no recovery to choose/],
    ['hardly any neighbours', { neighbours: 2, shareThreshold: 2, minPresent: 2 }, /dropouts|none/],
  ])('are refused with %s', (_, chosen, message) => {
    expect(() => defineSession({ ...draft, scheme: { kind: 'sparse', ...chosen } })).toThrow(
      message,
    );
  });

  it('are refused where no graph is safe, with the reason', () => {
    const thresholds = { clients: 1000, threshold: 900, maxCorrupt: 790, maxDropouts: 100 };
    const scheme = sparseRules.complete!({ kind: 'sparse' }, thresholds);
    expect(sparseRules.livenessProblem({ ...thresholds, scheme })).toContain('t_k = 255');
  });

  it('are not those of another scheme', () => {
    expect(() => defineSession({ ...draft, scheme: { kind: 'pairwise', neighbours: 4 } })).toThrow(
      /has no neighbours to choose/,
    );
  });
});
