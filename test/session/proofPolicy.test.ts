/** Under which keys a session's proofs count, and what a policy finds wanting in them. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import type { ProofKeys } from '../../src/proofs/system.ts';
import { claimOf } from '../../src/session/proofClaim.ts';
import { type ProofAudit, checkingText, type ProofDemand } from '../../src/session/proofDemand.ts';
import {
  type ProofPolicy,
  pinProblem,
  proofPolicyProblem,
  proofSetupProblem,
} from '../../src/session/proofPolicy.ts';
import type { ClientId } from '../../src/session/party.ts';
import { defineSession, type Session, type SessionDraft } from '../../src/session/session.ts';
import { seedOf, testSession } from '../support/federation.ts';

const keyDigest = seedOf('key');
const other = seedOf('another key');
const LINF = { kind: 'linf', keyDigest, checking: { mode: 'full' } } as const;
const L2 = { ...LINF, kind: 'l2', maxSquaredNorm: 1000 } as const;
const NONE = { kind: 'none' } as const;
const KEYS: ProofKeys = { kind: 'linf', rowLength: 8, bits: 11, keyDigest, origin: 'ceremony' };

const { session: plain, roster } = testSession(5);
const sessionOf = (proofs: ProofDemand, sizes: Partial<SessionDraft> = {}): Session =>
  defineSession({ ...plain.parameters, roster, proofs, ...sizes });

describe('keys', () => {
  const wrong = (
    keys: Partial<ProofKeys>,
    { proofs = LINF, policy = {}, ...sizes }: Partial<SessionDraft> & { policy?: ProofPolicy } = {},
  ): string | undefined =>
    proofSetupProblem(policy, sessionOf(proofs, sizes), { ...KEYS, ...keys });

  it('fit a session of their kind, digest and sizes', () => {
    expect(wrong({})).toBeUndefined();
    expect(wrong({ kind: 'l2' }, { proofs: L2 })).toBeUndefined();
    expect(wrong({}, { policy: { keyDigest } })).toBeUndefined();
  });

  it('don’t fit one of another kind, or of other keys', () => {
    const at = `proofs are under the key ${toHex(keyDigest)}; the given keys are`;
    expect(wrong({ kind: 'l2' })).toBe(
      `the session’s linf ${at} l2 keys, digest ${toHex(keyDigest)}`,
    );
    expect(wrong({ keyDigest: other })).toBe(
      `the session’s linf ${at} linf keys, digest ${toHex(other)}`,
    );
  });

  it('fit rows up to their own length, and bounds up to 2^(b − 1) − 1', () => {
    expect(wrong({}, { rowLength: 8 })).toBeUndefined();
    expect(wrong({}, { rowLength: 9 })).toBe(
      'rows of 9 coordinates are longer than the 8 of the keys',
    );
    expect(wrong({}, { bound: 1023 })).toBeUndefined();
    expect(wrong({}, { bound: 1024 })).toBe(
      'the bound 1024 is beyond the 1023 of keys for 11 bits',
    );
  });

  it('come from a ceremony, or are development keys where these are allowed', () => {
    const origins: readonly [ProofKeys['origin'], ProofPolicy, RegExp | undefined][] = [
      ['ceremony', { allowDevelopmentKeys: true }, undefined],
      ['development', {}, /^these are development keys/],
      ['development', { allowDevelopmentKeys: false }, /^these are development keys/],
      ['development', { allowDevelopmentKeys: true }, undefined],
      ['unfinished', {}, /γ₂ = δ₂/],
      ['unfinished', { allowDevelopmentKeys: true }, /γ₂ = δ₂/],
    ];
    for (const [origin, policy, sentence] of origins) {
      const because = wrong({ origin }, { policy });
      if (sentence === undefined) expect(because).toBeUndefined();
      else expect(because).toMatch(sentence);
    }
  });

  it('are any that a policy does not pin, and of a session without proofs none', () => {
    const pinned = (policy: ProofPolicy, proofs: ProofDemand = LINF): string | undefined =>
      pinProblem(policy, sessionOf(proofs));
    expect(pinned({})).toBeUndefined();
    expect(pinned({ keyDigest })).toBeUndefined();
    expect(pinned({ keyDigest: other })).toBe(
      `the session’s proofs are under the key ${toHex(keyDigest)}, not under the pinned one`,
    );
    expect(pinned({ keyDigest: other }, NONE)).toBeUndefined();
    const loose = { proofs: NONE, policy: { keyDigest: other }, rowLength: 9, bound: 1024 };
    expect(wrong({ keyDigest: other, kind: 'l2' }, loose)).toBeUndefined();
  });

  it('are refused by what is pinned first, then by what fits, then by their origin', () => {
    const unfit = { keyDigest: other, origin: 'unfinished' } as const;
    expect(wrong(unfit, { policy: { keyDigest: other } })).toMatch(/not under the pinned one/);
    expect(wrong(unfit)).toMatch(/the given keys/);
  });
});

describe('what a policy finds wanting', () => {
  const AUDIT = { ...LINF, checking: { mode: 'audit', sample: 2 } } as const;
  const cases: readonly [ProofPolicy, ProofDemand, string | undefined][] = [
    [{ kind: 'linf' }, NONE, 'the session asks for no proofs, but the policy requires linf proofs'],
    [{ kind: 'l2' }, NONE, 'the session asks for no proofs, but the policy requires l2 proofs'],
    [{ kind: 'l2' }, LINF, 'the session asks for linf proofs, but the policy requires l2 proofs'],
    [{ kind: 'l2' }, L2, undefined],
    [
      { checking: { mode: 'coordinator' } },
      NONE,
      'the session asks for no proofs, but the policy requires them',
    ],
    [{ maxSquaredNorm: 5 }, NONE, 'the session asks for no proofs, but the policy requires them'],
    [
      { checking: { mode: 'full' } },
      AUDIT,
      'proofs are checked by audit:2, less than the policy’s full',
    ],
    [
      { checking: { mode: 'audit', sample: 3 } },
      AUDIT,
      'proofs are checked by audit:2, less than the policy’s audit:3',
    ],
    [{ checking: { mode: 'full' } }, LINF, undefined],
    [{ checking: { mode: 'coordinator' } }, AUDIT, undefined],
    [{ maxSquaredNorm: 1000 }, LINF, 'the session bounds no norm, but the policy requires it'],
    [{ maxSquaredNorm: 999 }, L2, 'the squared norm may be 1000, more than the policy’s 999'],
    [{ maxSquaredNorm: 1000 }, L2, undefined],
    [{ maxSquaredNorm: 1001 }, L2, undefined],
    [{ keyDigest: other, allowDevelopmentKeys: false }, L2, undefined],
  ];
  it.each(cases)('%o of %o: %s', (policy, proofs, because) => {
    expect(proofPolicyProblem(policy, sessionOf(proofs))).toBe(because);
  });

  it('names ways of checking in a word, or with a number', () => {
    const ways: readonly ProofAudit[] = [
      { mode: 'full' },
      { mode: 'audit', sample: 7 },
      { mode: 'coordinator' },
    ];
    expect(ways.map(checkingText)).toEqual(['full', 'audit:7', 'coordinator']);
  });
});

describe('what a client claims', () => {
  it('is of its session, with the norm where that is bounded', () => {
    const commitments = new Uint8Array(128);
    for (const proofs of [LINF, L2]) {
      const session = sessionOf(proofs);
      expect(claimOf(session, 3 as ClientId, commitments)).toStrictEqual({
        sessionDigest: session.digest,
        client: 3,
        length: 5,
        rowLength: 3,
        bound: 1000,
        maxSquaredNorm: proofs === L2 ? 1000 : undefined,
        commitments,
      });
    }
  });
});
