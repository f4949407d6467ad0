import { type SessionParameters, readParameters } from '../../src/session/parameters.ts';
import { describe, expect, it } from 'vitest';
import type { ProofDemand } from '../../src/session/proofDemand.ts';
import { type ProofPolicy, proofPolicyProblem } from '../../src/session/proofPolicy.ts';
import { defineSession, type SessionDraft, SessionError } from '../../src/session/session.ts';
import { seedOf, testSession, type TestSession } from '../support/federation.ts';

const keyDigest = seedOf('key');

const { roster } = testSession(5);

function sessionWith(proofs: ProofDemand): TestSession {
  const choices = proofs.system !== 'none' && proofs.statement.kind === 'one-hot';
  return testSession(5, {
    proofs,
    ...(choices && { bound: 1 }),
    ...(proofs.system === 'planes' && { rowLength: 512 }),
  });
}

const LINF = {
  system: 'groth16',
  statement: { kind: 'linf' },
  setup: keyDigest,
  checking: { mode: 'full' },
} as const;
const l2Of = (maxSquaredNorm: number): ProofDemand => ({
  ...LINF,
  statement: { kind: 'l2', maxSquaredNorm },
});
const L2 = l2Of(1000);
const PLANES = {
  system: 'planes',
  statement: { kind: 'linf' },
  checking: { mode: 'full' },
} as const;
const GROUPS = [
  { length: 2, least: 1, most: 1 },
  { length: 3, least: 0, most: 2 },
] as const;
const CHOICES = { ...PLANES, statement: { kind: 'one-hot', groups: GROUPS } } as const;
const NONE = { system: 'none' } as const;

describe('what a session asks for', () => {
  it.each<ProofDemand>([
    NONE,
    LINF,
    { ...LINF, checking: { mode: 'audit', sample: 2 } },
    { ...LINF, checking: { mode: 'coordinator' } },
    L2,
    { ...LINF, statement: { kind: 'l2', maxSquaredNorm: 2 ** 52 - 1 } },
    PLANES,
    { ...PLANES, statement: { kind: 'l2', maxSquaredNorm: 7 } },
    { ...CHOICES, checking: { mode: 'audit', sample: 5 } },
  ])('is read back, and covered by the digest: %o', (proofs) => {
    const { session } = sessionWith(proofs);
    expect(readParameters(session.bytes).proofs).toEqual(proofs);
    const plain = defineSession({
      ...session.parameters,
      roster: sessionWith(NONE).roster,
      proofs: NONE,
    });
    const same = proofs.system === 'none';
    expect(Buffer.compare(session.digest, plain.digest) === 0).toBe(same);
  });

  it.each<ProofDemand>([
    l2Of(0),
    l2Of(2 ** 52),
    l2Of(1.5),
    { ...LINF, setup: keyDigest.slice(1) },
    { ...LINF, system: 'sigma' as 'groth16' },
    { ...LINF, statement: CHOICES.statement },
    { ...CHOICES, statement: { kind: 'one-hot', groups: [] } },
    { ...CHOICES, statement: { kind: 'one-hot', groups: GROUPS.slice(1) } },
    { ...CHOICES, statement: { kind: 'one-hot', groups: [{ length: 5, least: 2, most: 1 }] } },
    { ...LINF, checking: { mode: 'audit', sample: 0 } },
    { ...LINF, checking: { mode: 'audit', sample: 6 } },
  ])('is refused out of its limits: %o', (proofs) => {
    expect(() => sessionWith(proofs)).toThrow(SessionError);
  });

  it('says how many bytes a client proves with', () => {
    expect(sessionWith(NONE).session.proofBytes).toBe(0);
    expect(sessionWith(LINF).session.proofBytes).toBe(2 * 256);
    expect(sessionWith(L2).session.proofBytes).toBe(2 * (64 + 256) + 256);
    expect(sessionWith(PLANES).session.proofBytes).toBe(4_800);
    expect(sessionWith(CHOICES).session.proofBytes).toBeGreaterThan(2_000);
  });

  it('is refused in rows that its system cannot prove, and where choices are no integers of 0 and 1', () => {
    const wrong =
      (draft: object): (() => unknown) =>
      () =>
        testSession(5, draft);
    expect(wrong({ proofs: PLANES, rowLength: 8 })).toThrow(/from 512 to 16384, not 8/);
    expect(wrong({ proofs: CHOICES, rowLength: 512 })).toThrow(/the bound must be 1, not 1000/);
    const floats = { kind: 'fixed-point', clip: 1, average: 'sum' } as const;
    const choices = { proofs: CHOICES, rowLength: 512, bound: 1 };
    expect(wrong({ ...choices, encoding: floats })).toThrow(/counted in the encoding integer/);
  });

  it('has rows that suit it, unless they follow from keys', () => {
    const { parameters } = testSession(5).session;
    const sized = (draft: Partial<SessionDraft>): number => {
      const others: { -readonly [K in keyof SessionParameters]?: SessionParameters[K] } = {
        ...parameters,
        ...draft,
      };
      delete others.slotBits;
      delete others.rowLength;
      return defineSession({ ...others, roster } as SessionDraft).parameters.rowLength;
    };
    expect(sized({ length: 5 })).toBe(8);
    expect(sized({ length: 100 })).toBe(128);
    expect(sized({ length: 100_000 })).toBe(4096);
    expect(sized({ length: 100_000, bound: 32_767, proofs: PLANES })).toBe(2048);
    expect(sized({ length: 5, proofs: PLANES })).toBe(512);
    expect(() => sized({ proofs: LINF })).toThrow(/row length of the keys/);
  });
});

describe('what a policy demands', () => {
  const audit = (sample: number): ProofDemand => ({
    ...LINF,
    checking: { mode: 'audit', sample },
  });
  const coordinator: ProofDemand = { ...LINF, checking: { mode: 'coordinator' } };
  it.each<[ProofPolicy, ProofDemand, boolean]>([
    [{}, NONE, true],
    [{}, coordinator, true],
    [{ kind: 'linf' }, NONE, false],
    [{ kind: 'linf' }, LINF, true],
    [{ kind: 'linf' }, L2, true],
    [{ kind: 'l2' }, LINF, false],
    [{ kind: 'linf' }, PLANES, true],
    [{ kind: 'linf' }, CHOICES, true],
    [{ kind: 'l2' }, CHOICES, false],
    [{ kind: 'one-hot' }, PLANES, false],
    [{ kind: 'one-hot' }, CHOICES, true],
    [{ groups: GROUPS }, CHOICES, true],
    [{ groups: GROUPS.slice(1) }, CHOICES, false],
    [{ groups: [GROUPS[0], { ...GROUPS[1], most: 3 }] }, CHOICES, false],
    [{ groups: GROUPS }, NONE, false],
    [{ groups: GROUPS }, LINF, false],
    [{ system: 'planes' }, PLANES, true],
    [{ system: 'planes' }, LINF, false],
    [{ system: 'groth16' }, LINF, true],
    [{ system: 'groth16' }, NONE, false],
    [{ checking: { mode: 'coordinator' } }, NONE, false],
    [{ checking: { mode: 'full' } }, audit(5), false],
    [{ checking: { mode: 'audit', sample: 3 } }, audit(2), false],
    [{ checking: { mode: 'audit', sample: 3 } }, audit(3), true],
    [{ checking: { mode: 'audit', sample: 3 } }, LINF, true],
    [{ checking: { mode: 'audit', sample: 1 } }, coordinator, false],
    [{ maxSquaredNorm: 1000 }, L2, true],
    [{ maxSquaredNorm: 999 }, L2, false],
    [{ maxSquaredNorm: 999 }, LINF, false],
    [{ maxSquaredNorm: 999 }, NONE, false],
  ])('%o of %o: %s', (policy, proofs, holds) => {
    const weak = proofPolicyProblem(policy, sessionWith(proofs).session);
    expect(weak === undefined).toBe(holds);
  });
});
