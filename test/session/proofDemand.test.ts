import { describe, expect, it } from 'vitest';
import type { ProofDemand } from '../../src/session/proofDemand.ts';
import { type ProofPolicy, proofPolicyProblem } from '../../src/session/proofPolicy.ts';
import { readParameters } from '../../src/session/parameters.ts';
import { SessionError } from '../../src/session/session.ts';
import { seedOf, testSession, type TestSession } from '../support/federation.ts';

const keyDigest = seedOf('key');

function sessionWith(proofs: ProofDemand): TestSession {
  return testSession(5, { proofs });
}

const LINF = { kind: 'linf', keyDigest, checking: { mode: 'full' } } as const;
const L2 = { ...LINF, kind: 'l2', maxSquaredNorm: 1000 } as const;

describe('what a session asks for', () => {
  it.each<ProofDemand>([
    { kind: 'none' },
    LINF,
    { ...LINF, checking: { mode: 'audit', sample: 2 } },
    { ...LINF, checking: { mode: 'coordinator' } },
    L2,
    { ...L2, maxSquaredNorm: 2 ** 52 - 1, checking: { mode: 'audit', sample: 5 } },
  ])('is read back, and covered by the digest: $kind $checking', (proofs) => {
    const { session } = sessionWith(proofs);
    expect(readParameters(session.bytes).proofs).toEqual(proofs);
    const plain = sessionWith({ kind: 'none' }).session;
    const same = proofs.kind === 'none';
    expect(Buffer.compare(session.digest, plain.digest) === 0).toBe(same);
  });

  it.each<ProofDemand>([
    { ...L2, maxSquaredNorm: 0 },
    { ...L2, maxSquaredNorm: 2 ** 52 },
    { ...L2, maxSquaredNorm: 1.5 },
    { ...LINF, keyDigest: keyDigest.slice(1) },
    { ...LINF, checking: { mode: 'audit', sample: 0 } },
    { ...LINF, checking: { mode: 'audit', sample: 6 } },
  ])('is refused out of its limits: $kind $maxSquaredNorm $checking', (proofs) => {
    expect(() => sessionWith(proofs)).toThrow(SessionError);
  });

  it('says how many bytes a client proves with', () => {
    expect(sessionWith({ kind: 'none' }).session.proofBytes).toBe(0);
    expect(sessionWith(LINF).session.proofBytes).toBe(2 * 256);
    expect(sessionWith(L2).session.proofBytes).toBe(2 * (64 + 256) + 256);
  });
});

describe('what a policy demands', () => {
  const audit = (sample: number): ProofDemand => ({
    ...LINF,
    checking: { mode: 'audit', sample },
  });
  const coordinator: ProofDemand = { ...LINF, checking: { mode: 'coordinator' } };
  it.each<[ProofPolicy, ProofDemand, boolean]>([
    [{}, { kind: 'none' }, true],
    [{}, coordinator, true],
    [{ kind: 'linf' }, { kind: 'none' }, false],
    [{ kind: 'linf' }, LINF, true],
    [{ kind: 'linf' }, L2, true],
    [{ kind: 'l2' }, LINF, false],
    [{ checking: { mode: 'coordinator' } }, { kind: 'none' }, false],
    [{ checking: { mode: 'full' } }, audit(5), false],
    [{ checking: { mode: 'audit', sample: 3 } }, audit(2), false],
    [{ checking: { mode: 'audit', sample: 3 } }, audit(3), true],
    [{ checking: { mode: 'audit', sample: 3 } }, LINF, true],
    [{ checking: { mode: 'audit', sample: 1 } }, coordinator, false],
    [{ maxSquaredNorm: 1000 }, L2, true],
    [{ maxSquaredNorm: 999 }, L2, false],
    [{ maxSquaredNorm: 999 }, LINF, false],
    [{ maxSquaredNorm: 999 }, { kind: 'none' }, false],
  ])('%o of %o: %s', (policy, proofs, holds) => {
    const weak = proofPolicyProblem(policy, sessionWith(proofs).session);
    expect(weak === undefined).toBe(holds);
  });
});
