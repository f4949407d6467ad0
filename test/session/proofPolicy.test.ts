/** Under which keys a session's proofs count, and what a policy finds wanting in them. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import type { StructuredSetup } from '../../src/proofs/system.ts';
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
const LINF = {
  system: 'groth16',
  statement: { kind: 'linf' },
  setup: keyDigest,
  checking: { mode: 'full' },
} as const;
const L2 = { ...LINF, statement: { kind: 'l2', maxSquaredNorm: 1000 } } as const;
const NONE = { system: 'none' } as const;
const PLANES = {
  system: 'planes',
  statement: { kind: 'linf' },
  checking: { mode: 'full' },
} as const;
const KEYS: StructuredSetup = {
  kind: 'structured',
  statement: 'linf',
  rowLength: 8,
  bits: 11,
  digest: keyDigest,
  origin: 'ceremony',
};

const { session: plain, roster } = testSession(5);
const sessionOf = (proofs: ProofDemand, sizes: Partial<SessionDraft> = {}): Session =>
  defineSession({ ...plain.parameters, roster, proofs, ...sizes });

describe('keys', () => {
  const wrong = (
    keys: Partial<StructuredSetup>,
    { proofs = LINF, policy = {}, ...sizes }: Partial<SessionDraft> & { policy?: ProofPolicy } = {},
  ): string | undefined =>
    proofSetupProblem(policy, sessionOf(proofs, sizes), {
      system: 'groth16',
      setup: { ...KEYS, ...keys },
    });

  it('fit a session of their kind, digest and sizes', () => {
    expect(wrong({})).toBeUndefined();
    expect(wrong({ statement: 'l2' }, { proofs: L2 })).toBeUndefined();
    expect(wrong({}, { policy: { setup: keyDigest } })).toBeUndefined();
  });

  it('don’t fit one of another kind, or of other keys', () => {
    const at = `proofs are under the key ${toHex(keyDigest)}; the keys that were passed are`;
    expect(wrong({ statement: 'l2' })).toBe(
      `the session’s linf ${at} l2 keys, digest ${toHex(keyDigest)}`,
    );
    expect(wrong({ digest: other })).toBe(
      `the session’s linf ${at} linf keys, digest ${toHex(other)}`,
    );
  });

  it('fit rows up to their own length, and bounds up to 2^(b − 1) − 1', () => {
    expect(wrong({}, { rowLength: 8 })).toBeUndefined();
    expect(wrong({}, { rowLength: 16 })).toBe(
      'rows of 16 coordinates are longer than the 8 of the keys',
    );
    expect(wrong({}, { bound: 1023 })).toBeUndefined();
    expect(wrong({}, { bound: 1024 })).toBe(
      'the bound 1024 is beyond the 1023 of keys for 11 bits',
    );
  });

  it('come from a ceremony, or are development keys where these are allowed', () => {
    const origins: readonly [StructuredSetup['origin'], ProofPolicy, RegExp | undefined][] = [
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
    expect(pinned({ setup: keyDigest })).toBeUndefined();
    expect(pinned({ setup: other })).toBe(
      `the session’s proofs are under the key ${toHex(keyDigest)}, not under the pinned one`,
    );
    expect(pinned({ setup: other }, NONE)).toBeUndefined();
    const loose = { proofs: NONE, policy: { setup: other }, rowLength: 16, bound: 1024 };
    expect(wrong({ digest: other, statement: 'l2' }, loose)).toBeUndefined();
  });

  it('are not needed where there is no set-up, and then nothing about them is demanded', () => {
    const session = sessionOf(PLANES, { rowLength: 512 });
    const planes = { system: 'planes', setup: { kind: 'transparent' } } as const;
    expect(proofSetupProblem({ setup: other }, session, planes)).toBeUndefined();
    expect(pinProblem({ setup: other }, session)).toBeUndefined();
    const keyed = { system: 'groth16', setup: KEYS } as const;
    expect(proofSetupProblem({}, session, keyed)).toMatch(/of the system planes/);
    expect(proofSetupProblem({}, sessionOf(LINF), planes)).toMatch(/of the system groth16/);
    const keyless = { ...planes, system: 'groth16' } as const;
    expect(proofSetupProblem({}, sessionOf(LINF), keyless)).toMatch(/need keys/);
  });

  it('are refused by what is pinned first, then by what fits, then by their origin', () => {
    const unfit = { digest: other, origin: 'unfinished' } as const;
    expect(wrong(unfit, { policy: { setup: other } })).toMatch(/not under the pinned one/);
    expect(wrong(unfit)).toMatch(/the keys that were passed/);
  });
});

describe('what a policy finds wanting', () => {
  const AUDIT = { ...LINF, checking: { mode: 'audit', sample: 2 } } as const;
  const cases: readonly [ProofPolicy, ProofDemand, string | undefined][] = [
    [{ kind: 'linf' }, NONE, 'the session asks for no proofs, but the policy requires linf proofs'],
    [{ kind: 'l2' }, NONE, 'the session asks for no proofs, but the policy requires l2 proofs'],
    [
      { kind: 'l2' },
      LINF,
      'the session asks for linf proofs (groth16), but the policy requires l2 proofs',
    ],
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
    [{ setup: other, allowDevelopmentKeys: false }, L2, undefined],
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
        statement: proofs.statement,
        length: 5,
        rowLength: 4,
        bound: 1000,
        commitments,
      });
    }
  });
});
