/** What a report says of the keys and proofs of a record, case by case. */
import { describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { openRecord } from '../../src/record/record.ts';
import type { ProofOptions } from '../../src/record/proofChecks.ts';
import type { CheckLine } from '../../src/record/report.ts';
import { type Report, verifyAggregate } from '../../src/record/verify.ts';
import { type CheckName, CHECKS } from '../../src/session/checks/table.ts';
import type { ProofAudit } from '../../src/session/proofDemand.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { kernel, seedOf, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { prepare } from '../support/prepared.ts';
import { transparentProofs } from '../support/transparentProofs.ts';
import { type ProvenRecord, withProofs, withSignedProofs } from './otherProofs.ts';
import { changedBody, resealed } from './records.ts';

const { prover, checker } = transparentProofs('linf');
const SIZES = { threshold: 3, maxCorrupt: 1, maxDropouts: 1 };
const NOT_MADE = 'not made, because an earlier check failed';

async function ran(checking: ProofAudit, drops = {}): Promise<ProvenRecord> {
  const proofs = { kind: 'linf', keyDigest: checker.keyDigest, checking } as const;
  const setup = { ...testSession(4, { ...SIZES, proofs }), prover, checker };
  const { record } = publishedBy(await exchange(setup, { drops }));
  return { setup, record };
}

let full: ProvenRecord;
let audit: ProvenRecord;
let trusting: ProvenRecord;
prepare(async () => {
  full = await ran({ mode: 'full' });
  audit = await ran({ mode: 'audit', sample: 3 }, { 3: 'commit' });
  trusting = await ran({ mode: 'coordinator' });
});

function judge(
  { setup, record }: ProvenRecord,
  options: ProofOptions = { checker },
  proofs: ProofPolicy = {},
): Promise<Report> {
  return verifyAggregate(record, { rosterDigest: setup.roster.digest, proofs }, kernel, options);
}

const lineOf = ({ checks }: Report, check: CheckName): CheckLine =>
  checks.find((line) => line.check === check)!;
const line = (
  check: 'proof-setup' | 'proof',
  verdict: CheckLine['verdict'],
  detail: string = CHECKS[check].demands,
): CheckLine => ({ check, verdict, detail });
/** What a report says of keys and proofs. */
const linesOf = (report: Report): CheckLine[] => [
  lineOf(report, 'proof-setup'),
  lineOf(report, 'proof'),
];
const sources = (): { random: ReturnType<typeof seededRandom> } => ({
  random: vi.fn(seededRandom(seedOf('sample'))),
});

describe('keys', () => {
  it('are none where nothing is to be proven', async () => {
    const setup = testSession(4, SIZES);
    const { record } = publishedBy(await exchange(setup));
    const report = await judge({ ...full, setup, record }, { checker }, { keyDigest: seedOf('k') });
    const none = 'the session asks for no proofs: nothing bounds a single input';
    expect(linesOf(report)).toEqual([
      line('proof-setup', 'not-applicable', none),
      line('proof', 'not-applicable', none),
    ]);
    expect(report).toMatchObject({ valid: true, proofs: undefined });
  });

  it('are the pinned ones also where only the coordinator checked proofs', async () => {
    const weak = expect.stringMatching(/^the record contains no proofs: only the coord/) as string;
    const told = line('proof', 'not-applicable', weak);
    const of = (policy: ProofPolicy): Promise<Report> => judge(trusting, {}, policy);
    expect(linesOf(await of({}))).toEqual([
      line('proof-setup', 'not-applicable', 'no key was pinned'),
      told,
    ]);
    expect(linesOf(await of({ keyDigest: checker.keyDigest }))).toEqual([
      line('proof-setup', 'passed'),
      told,
    ]);
    const other = await of({ keyDigest: seedOf('another key') });
    expect(linesOf(other)).toEqual([
      line('proof-setup', 'failed', expect.stringMatching(/not under the pinned one$/) as string),
      told,
    ]);
    expect(other.valid).toBe(false);
  });

  it('have to be at hand, and the first thing that is said is that others are pinned', async () => {
    const nothing = 'not made, because no verifier of proofs was given';
    expect(linesOf(await judge(full, {}))).toEqual([
      line(
        'proof-setup',
        'failed',
        expect.stringMatching(/no verifier for them was given/) as string,
      ),
      line('proof', 'not-applicable', nothing),
    ]);
    const keyDigest = seedOf('another key');
    const pinned = await judge(full, {}, { keyDigest });
    expect(linesOf(pinned)).toEqual([
      line('proof-setup', 'failed', expect.stringMatching(/not under the pinned one$/) as string),
      line('proof', 'not-applicable', nothing),
    ]);
    expect(pinned.proofs).toBeUndefined();
  });

  it('that are not to be used leave the proofs unchecked', async () => {
    const before = checker.batches.length;
    const report = await judge(full, { checker: { ...checker, bits: 2 } });
    expect(linesOf(report)).toEqual([
      line('proof-setup', 'failed', 'the bound 1000 is beyond the 1 of keys for 2 bits'),
      line('proof', 'not-applicable', NOT_MADE),
    ]);
    expect(report.proofs).toBeUndefined();
    expect(checker.batches).toHaveLength(before);
  });

  it('for development are named as what they are where they are allowed', async () => {
    const development = { checker: { ...checker, origin: 'development' as const } };
    const report = await judge(full, development, { allowDevelopmentKeys: true });
    expect(lineOf(report, 'proof-setup')).toMatchObject({
      verdict: 'passed',
      detail: expect.stringMatching(/they are development keys, allowed by the policy/) as string,
    });
    expect(lineOf(await judge(full), 'proof-setup')).toEqual(line('proof-setup', 'passed'));
  });
});

describe('proofs', () => {
  it('of all clients are checked in one batch, and with what was given for the work', async () => {
    const check = vi.fn<typeof checker.check>((...given) => checker.check(...given));
    const work = { onProgress: (): void => undefined };
    const given = sources();
    const report = await judge(full, { checker: { ...checker, check }, work, ...given });
    expect(report).toMatchObject({ valid: true, proofs: { checked: [0, 1, 2, 3], detection: 1 } });
    expect(linesOf(report)).toEqual([line('proof-setup', 'passed'), line('proof', 'passed')]);
    expect(check).toHaveBeenCalledTimes(1);
    expect(check.mock.calls[0]![0].map(({ client }) => client)).toEqual([0, 1, 2, 3]);
    expect(check.mock.calls[0]![1]).toEqual(work);
    // Whoever checks all draws none.
    expect(given.random).not.toHaveBeenCalled();
  });

  it('are not checked where commitments can’t be read', async () => {
    const { record } = full;
    const { commits } = openRecord(record).body;
    const bad = changedBody(record, { commits: [seedOf('garbage'), ...commits.slice(1)] });
    const report = await judge({ ...full, record: resealed(record, bad) });
    expect(linesOf(report)).toEqual([
      line('proof-setup', 'passed'),
      line('proof', 'not-applicable', NOT_MADE),
    ]);
    expect(report.proofs).toBeUndefined();
  });

  it('are as many as commitments, or none is checked', async () => {
    const { proofs } = openRecord(full.record).body;
    for (const list of [[], proofs.slice(1), [...proofs, proofs[0]!]]) {
      const before = checker.batches.length;
      const report = await judge({ ...full, record: withProofs(full.record, list) });
      const detail = `${list.length} clients’ proofs for 4 commitments`;
      expect(lineOf(report, 'proof')).toEqual(line('proof', 'failed', detail));
      expect(checker.batches).toHaveLength(before);
    }
  });

  it('are those that their clients signed; others are not even checked', async () => {
    const { proofs } = openRecord(full.record).body;
    const changed = (clients: readonly number[]): Promise<Report> => {
      const list = proofs.map((bytes, i) => (clients.includes(i) ? flipped(bytes, -1) : bytes));
      return judge({ ...full, record: withProofs(full.record, list) });
    };
    const detail = 'client 2: these are not the proofs that it signed';
    expect(lineOf(await changed([2]), 'proof')).toEqual(line('proof', 'failed', detail));
    expect(checker.batches.at(-1)).toBe(3);
    expect(lineOf(await changed([2, 3]), 'proof')).toEqual(
      line('proof', 'failed', `${detail} (and 1 more)`),
    );
    const before = checker.batches.length;
    expect(lineOf(await changed([0, 1, 2, 3]), 'proof').detail).toMatch(
      /^client 0: .* \(and 3 more\)$/,
    );
    expect(checker.batches).toHaveLength(before);
  });

  it('hold, or the client is named whose do not', async () => {
    const { proofs } = openRecord(full.record).body;
    const bad = flipped(proofs[2]!, 0);
    const detail = 'client 2: the proof is of something else';
    const signed = { ...full, record: withSignedProofs(full, 2, bad) };
    expect(lineOf(await judge(signed), 'proof')).toEqual(line('proof', 'failed', detail));
    const two = { ...full, record: withSignedProofs(signed, 3, flipped(proofs[3]!, 0)) };
    expect(lineOf(await judge(two), 'proof')).toEqual(
      line('proof', 'failed', `${detail} (and 1 more)`),
    );
    // Behind a client whose proofs were not even checked, the others still have their own names.
    const list = openRecord(signed.record).body.proofs;
    const mixed = withProofs(signed.record, [flipped(list[0]!, 0), ...list.slice(1)]);
    const report = await judge({ ...signed, record: mixed });
    expect(lineOf(report, 'proof').detail).toMatch(/^client 0: .* \(and 1 more\)$/);
  });
});

describe('an audit', () => {
  it('of as many clients as are included checks all of them, and draws nothing', async () => {
    const given = sources();
    const report = await judge(audit, { checker, ...given });
    expect(report).toMatchObject({ valid: true, proofs: { checked: [0, 1, 2], detection: 1 } });
    expect(lineOf(report, 'proof')).toEqual(line('proof', 'passed'));
    expect(given.random).not.toHaveBeenCalled();
  });

  it('of fewer draws them, and says how likely a single bad one is found', async () => {
    const two = await ran({ mode: 'audit', sample: 2 });
    const given = sources();
    const report = await judge(two, { checker, ...given });
    expect(given.random).toHaveBeenCalled();
    expect(report).toMatchObject({ valid: true, proofs: { detection: 0.5 } });
    expect(report.proofs!.checked).toHaveLength(2);
    expect(lineOf(report, 'proof')).toMatchObject({
      verdict: 'passed',
      detail: expect.stringMatching(/^the proofs of 2 of 4 clients, .* 50\.0 %$/) as string,
    });
    expect((await judge(two)).proofs).toMatchObject({ checked: [0, 1, 2, 3], detection: 1 });
  });
});
