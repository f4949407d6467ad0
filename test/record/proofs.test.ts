/** What a verifier makes of records of sessions with range proofs. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { drawSample } from '../../src/record/sample.ts';
import { openRecord } from '../../src/record/record.ts';
import { type Report, verifyAggregate } from '../../src/record/verify.ts';
import type { ProofAudit } from '../../src/session/proofDemand.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { kernel, seedOf, testSession, type TestSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { transparentProofs } from '../support/transparentProofs.ts';
import { changedBody, failedChecks, resealed } from './records.ts';

const { prover, checker } = transparentProofs('linf');

function sessionWith(checking: ProofAudit): TestSession {
  const proofs = {
    system: 'groth16',
    statement: { kind: 'linf' },
    setup: checker.setup.digest,
    checking,
  } as const;
  const sizes = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };
  return { ...testSession(4, { ...sizes, proofs }), prover, checker };
}

const full = sessionWith({ mode: 'full' });
const audit = sessionWith({ mode: 'audit', sample: 1 });
const trusting = sessionWith({ mode: 'coordinator' });
const records = new Map<TestSession, Uint8Array>();
for (const each of [full, audit, trusting]) {
  records.set(each, publishedBy(await exchange(each)).record);
}

function judge(
  setup: TestSession,
  record = records.get(setup)!,
  options: Parameters<typeof verifyAggregate>[3] = { checker },
  proofs: ProofPolicy = {},
): Promise<Report> {
  return verifyAggregate(record, { rosterDigest: setup.roster.digest, proofs }, kernel, options);
}

/** The record with client 1's proofs changed, signed by its coordinator. */
function without(setup: TestSession): Uint8Array {
  const record = records.get(setup)!;
  const { proofs } = openRecord(record).body;
  const changed = proofs.map((bytes, i) => (i === 1 ? flipped(bytes, 0) : bytes));
  return resealed(record, changedBody(record, { proofs: changed }));
}

function line(report: Report, check: string): { verdict: string; detail: string } {
  return report.checks.find((each) => each.check === check)!;
}

describe('checking in full', () => {
  it('is not valid with nothing to check proofs with, and says what to pass', async () => {
    const report = await judge(full, undefined, {});
    expect(failedChecks(report)).toEqual(['proof-setup']);
    expect(line(report, 'proof-setup').detail).toMatch(/veilsum\/snark/);
    expect(report.valid).toBe(false);
  });

  it('refuses proofs that are not those that a client signed, and a record that leaves them out', async () => {
    const report = await judge(full, without(full));
    expect(failedChecks(report)).toEqual(['proof']);
    expect(line(report, 'proof').detail).toMatch(/client 1/);
    const record = records.get(full)!;
    const bare = resealed(record, changedBody(record, { proofs: [] }));
    expect(failedChecks(await judge(full, bare))).toEqual(['proof']);
  });

  it('refuses development keys unless they are allowed, and unfinished keys always', async () => {
    const record = records.get(full)!;
    for (const origin of ['development', 'unfinished'] as const) {
      const keys = { checker: { ...checker, setup: { ...checker.setup, origin } } };
      expect(failedChecks(await judge(full, record, keys))).toEqual(['proof-setup']);
      const allowed = await judge(full, record, keys, { allowDevelopmentKeys: true });
      expect(allowed.valid).toBe(origin === 'development');
    }
  });

  it('refuses other keys than the pinned ones', async () => {
    const pinned = { setup: seedOf('another key') };
    const report = await judge(full, undefined, undefined, pinned);
    expect(failedChecks(report)).toEqual(['proof-setup']);
  });
});

describe('an audit', () => {
  it('checks a sample that the verifier draws, and prints how likely a single bad one is found', async () => {
    const random = seededRandom(seedOf('audit'));
    const report = await judge(audit, undefined, { checker, random });
    expect(report).toMatchObject({ valid: true, proofs: { detection: 0.25 } });
    expect(report.proofs!.checked).toHaveLength(1);
    expect(line(report, 'proof').detail).toMatch(/1 of 4 clients.*25\.0 %/);
  });

  it('finds a bad client just where it is drawn', async () => {
    const record = without(audit);
    let found = 0;
    for (let i = 0; i < 40; i++) {
      const random = seededRandom(seedOf(`audit ${i}`));
      const report = await judge(audit, record, { checker, random });
      expect(report.valid).toBe(!report.proofs!.checked.includes(1 as never));
      if (!report.valid) found++;
    }
    // One in four on average; the seeds are fixed.
    expect(found).toBeGreaterThan(3);
    expect(found).toBeLessThan(20);
  });

  it('checks everyone without a source of randomness', async () => {
    const report = await judge(audit, without(audit));
    expect(failedChecks(report)).toEqual(['proof']);
    expect(report.proofs).toMatchObject({ checked: [0, 1, 2, 3], detection: 1 });
  });
});

describe('the coordinator’s word', () => {
  it('is a record without proofs, and the report says that this is weaker', async () => {
    expect(openRecord(records.get(trusting)!).body.proofs).toEqual([]);
    const report = await judge(trusting, undefined, {});
    expect(report.valid).toBe(true);
    expect(report.proofs).toBeUndefined();
    expect(line(report, 'proof')).toMatchObject({ verdict: 'not-applicable' });
    expect(line(report, 'proof').detail).toMatch(/only the coordinator checked them.*weaker/);
  });

  it('is not enough for who asks for more', async () => {
    const wants = (checking: ProofAudit): Promise<Report> =>
      judge(trusting, undefined, {}, { kind: 'linf', checking });
    expect(failedChecks(await wants({ mode: 'audit', sample: 1 }))).toEqual(['policy-proofs']);
    expect(failedChecks(await wants({ mode: 'full' }))).toEqual(['policy-proofs']);
    expect((await wants({ mode: 'coordinator' })).valid).toBe(true);
  });
});

describe('a record without proofs', () => {
  const plain = testSession(4, { threshold: 3, maxCorrupt: 1, maxDropouts: 1 });

  it('is refused where they are required, and lists the checks as not made where not', async () => {
    const { record } = publishedBy(await exchange(plain));
    const required = await judge(plain, record, { checker }, { kind: 'linf' });
    expect(failedChecks(required)).toEqual(['policy-proofs']);
    const report = await judge(plain, record);
    expect(report.valid).toBe(true);
    expect(line(report, 'proof').verdict).toBe('not-applicable');
    expect(line(report, 'proof-setup').verdict).toBe('not-applicable');
  });
});

describe('drawing a sample', () => {
  it('draws different ones in range, ascending, each about as often', () => {
    const random = seededRandom(seedOf('sample'));
    const counts = new Array<number>(5).fill(0);
    for (let i = 0; i < 2000; i++) {
      const drawn = drawSample(random, 5, 2);
      expect(drawn).toHaveLength(2);
      expect(drawn[0]).toBeLessThan(drawn[1]!);
      for (const each of drawn) counts[each]!++;
    }
    for (const count of counts) expect(Math.abs(count - 800)).toBeLessThan(100);
  });

  it('draws again what would favour the first ones', () => {
    // 2^32 − 1 is the only draw of four bytes that no multiple of 3 below 2^32 takes in.
    const draws = [0xffff_ffff, 0xffff_fffe, 1];
    const random = (length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      new DataView(bytes.buffer).setUint32(0, draws.shift()!);
      return bytes;
    };
    expect(drawSample(random, 3, 1)).toEqual([2]);
    expect(draws).toEqual([1]);
  });
});
