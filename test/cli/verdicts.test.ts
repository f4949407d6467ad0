/** What `verify-aggregate` says of records, by themselves and several at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { explainReport } from '../../src/record/explain/explain.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { NUMBERED_CHECKS } from '../../src/session/checks/table.ts';
import { publish, setup } from '../record/records.ts';
import { coordinator, kernel } from '../support/federation.ts';
import { commandHere, type Outcome } from '../support/commandHere.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

const verify = (...args: readonly string[]): Promise<Outcome> =>
  commandHere(verifyCommand(), ...args, '--roster', at('roster.json'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-verdicts-'));
  const { record } = await publish();
  const altered = record.slice();
  altered[altered.length - 1]! ^= 1;
  await writeFile(at('record.cbor'), record);
  await writeFile(at('altered.cbor'), altered);
  await writeFile(at('cut.cbor'), record.subarray(0, 100));
  await writeFile(at('roster.json'), rosterJson(setup.roster));
});
afterAll(() => rm(folder, { recursive: true }));

const VERIFIED =
  'VERIFIED: this is the sum of the inputs of exactly 4 clients, all on the roster that you trust';

describe('the verdict', () => {
  it('comes first, then what the record is about, the sum, and every check', async () => {
    const { status, stdout } = await verify(at('record.cbor'), '--min-clients', '4');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(VERIFIED);
    expect(stdout).toMatch(/^sum over +4 inputs of the 4 clients on the roster: "c0", "c1"/m);
    expect(stdout).toMatch(/^ +at least 4 inputs in the sum$/m);
    expect(stdout).toMatch(/^left open +who the coordinator is; the task and the round;/m);
    const checks = lines.flatMap((line) => /^(?:passed|—) +(\S+) +V\d\d/.exec(line)?.[1] ?? []);
    expect(checks).toEqual(NUMBERED_CHECKS);
    expect(lines.indexOf(lines.find((line) => line.startsWith('sum of'))!)).toBeLessThan(
      lines.findIndex((line) => line.startsWith('passed')),
    );
  });

  it('is followed by what failed, and what that means', async () => {
    const { status, stdout } = await verify(at('record.cbor'), '--min-clients', '9');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^NOT VERIFIED: do not use this sum; the record contradicts nothing in itself, but it is not what you require \(1 of 32 checks failed: policy-clients\)\n/,
    );
    expect(stdout).toMatch(
      /^FAILED {2}policy-clients \(V09\): the sum covers 4 inputs, fewer than 9\n {8}Fewer inputs/m,
    );
    expect(stdout).not.toContain('SHA-256');
  });

  it('tells a record that proves nothing from one that is not what was required', async () => {
    const { status, stdout } = await verify(at('altered.cbor'), '--min-clients', '9');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^NOT VERIFIED: .*; the record does not prove its sum \(2 of 32/);
    expect(stdout).toMatch(/It was altered or damaged after it was\s+published/);
  });

  it('is all that --quiet prints', async () => {
    const { status, stdout } = await verify(at('record.cbor'), '--quiet');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${VERIFIED}\n` });
  });

  it('comes with what every check is about, and what was left open, under --verbose', async () => {
    const { stdout } = await verify(at('record.cbor'), '--verbose');
    expect(stdout).toMatch(/^left open +who the coordinator is: Anyone whose session/m);
    expect(stdout.match(/^ +guards against /gm)).toHaveLength(NUMBERED_CHECKS.length);
  });

  it('has one form at a time', async () => {
    const { status, stderr } = await verify(at('record.cbor'), '--quiet', '--json');
    expect(stderr).toMatch(/'--quiet' cannot be used with option '--json'/);
    expect(status).toBe(2);
  });
});

describe('several records', () => {
  it('have a line each and a summary, and the worst of their exit codes', async () => {
    const good = await verify(at('record.cbor'), at('record.cbor'));
    expect(good.stdout.split('\n').slice(-2)).toEqual(['2 of 2 records verified', '']);
    expect(good.status).toBe(0);
    const bad = await verify(at('altered.cbor'), at('record.cbor'));
    expect(bad.stdout.split('\n')).toEqual([
      expect.stringMatching(/altered\.cbor: NOT VERIFIED: .*coordinator-signature\)$/),
      `${at('record.cbor')}: ${VERIFIED}`,
      '1 of 2 records verified, 1 not verified',
      '',
    ]);
    expect(bad.status).toBe(1);
  });

  it('are verified although one cannot be read', async () => {
    const ran = await verify(at('cut.cbor'), at('nowhere'), at('record.cbor'), at('altered.cbor'));
    const [cut, nowhere, record, altered, summary] = ran.stdout.split('\n');
    expect(cut).toMatch(/^NOT READ: .*cut\.cbor: is not a record, or is truncated/);
    expect(nowhere).toMatch(/^NOT READ: .*nowhere: does not exist/);
    expect(record).toContain(': VERIFIED: ');
    expect(altered).toContain(': NOT VERIFIED: ');
    expect(summary).toBe('1 of 4 records verified, 1 not verified, 2 could not be read');
    expect(ran.status).toBe(3);
  });

  it('are one line of JSON each', async () => {
    const ran = await verify(at('record.cbor'), at('cut.cbor'), at('altered.cbor'), '--json');
    const reports = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(reports).toMatchObject([
      { record: at('record.cbor'), valid: true, verdict: VERIFIED, sum: { of: 'sum' } },
      { record: at('cut.cbor'), valid: false, error: expect.stringContaining('is not a record') },
      {
        valid: false,
        checks: expect.arrayContaining([expect.objectContaining({ meaning: expect.any(String) })]),
      },
    ]);
    expect(ran.status).toBe(3);
  });

  it('cannot be exported together', async () => {
    const ran = await verify(at('record.cbor'), at('record.cbor'), '--export', at('sum.npy'));
    expect(ran.stderr).toBe('error: --export writes one sum: name one record\n');
    expect(ran.status).toBe(2);
  });
});

describe('--policy', () => {
  const key = coordinator.publicKey.toHex();
  const fits = {
    coordinatorKey: key,
    minThreshold: 3,
    maxCorrupt: 1,
    bound: { min: 1, max: 1000 },
  };
  const under = async (policy: unknown, ...args: readonly string[]): Promise<Outcome> => {
    await writeFile(at('policy.json'), JSON.stringify(policy));
    return verify(at('record.cbor'), '--policy', at('policy.json'), ...args);
  };

  it('holds a record to what a participant’s policy file requires', async () => {
    const { status, stdout } = await under(fits);
    expect(status).toBe(0);
    expect(stdout).toContain(`the coordinator with the key ${key}`);
    expect(stdout).toContain('at least 4 clients on the roster');
    expect(stdout).toContain('at least 3 inputs in the sum');
    for (const [field, value, check] of [
      ['coordinatorKey', 'ab'.repeat(32), 'policy-coordinator'],
      ['minClients', 5, 'policy-clients'],
      ['minThreshold', 5, 'policy-clients'],
      ['maxCorrupt', 2, 'policy-corrupt'],
      ['bound', 7, 'policy-bound'],
      ['encoding', { kind: 'weighted-mean' }, 'policy-encoding'],
      ['length', 9, 'policy-shape'],
      ['rowLength', 4, 'policy-shape'],
      ['schemes', ['coded'], 'policy-scheme'],
      ['layoutDigest', 'ab'.repeat(32), 'policy-layout'],
      ['proofs', { kind: 'linf' }, 'policy-proofs'],
    ] as const) {
      const failed = await under({ ...fits, [field]: value });
      expect(failed.stdout, field).toContain(`(1 of 32 checks failed: ${check})`);
      expect(failed.status).toBe(1);
    }
  });

  it('names everything that is wrong with the file', async () => {
    const { status, stderr } = await under({ minThreshold: 1, bound: 5, surprise: true });
    expect(stderr).toMatch(/^error: .*policy\.json: .*coordinatorKey.*minThreshold.*surprise.*\n$/);
    expect(status).toBe(3);
  });

  it.each([
    ['--min-clients', '2', '--min-clients 2 is less than the policy’s 3'],
    ['--max-corrupt', '0', '--max-corrupt 0 is less than the policy’s 1'],
    ['--bound', '1..2000', '--bound 1 to 2000 is not within the policy’s 1 to 1000'],
    ['--coordinator-key', 'ab'.repeat(32), '--coordinator-key is another than the policy’s'],
    ['--require-proofs', 'linf', '--require-proofs is another than the policy’s'],
    ['--require-checking', 'coordinator', '--require-checking is another than the policy’s'],
    ['--allow-development-keys', undefined, '--allow-development-keys accepts more'],
  ])('is not loosened by %s', async (flag, value, problem) => {
    const strict = { ...fits, proofs: { kind: 'l2', checking: 'full' } };
    const { status, stderr } = await under(strict, flag, ...(value === undefined ? [] : [value]));
    expect(stderr).toContain(problem);
    expect(stderr).toContain('options can only be stricter than');
    expect(status).toBe(2);
  });

  it('is tightened by options', async () => {
    const stricter = await under(fits, '--min-clients', '5', '--bound', '7', '--task', 'other');
    expect(stricter.stdout).toContain(
      '3 of 32 checks failed: policy-task, policy-clients, policy-bound',
    );
    const same = await under(fits, '--min-clients', '4', '--coordinator-key', key);
    expect(same.status).toBe(0);
    const proofs = await under(fits, '--require-proofs', 'linf');
    expect(proofs.stdout).toContain('failed: policy-proofs)');
  });

  it('goes with a digest of a roster alone', async () => {
    await writeFile(at('policy.json'), JSON.stringify(fits));
    const digest = toHex(setup.roster.digest);
    const args = [at('record.cbor'), '--roster-digest', digest, '--policy', at('policy.json')];
    expect((await commandHere(verifyCommand(), ...args)).status).toBe(0);
  });
});

describe('explainReport', () => {
  it('names everything that a policy can require, and then leaves nothing open', async () => {
    const { record } = await publish();
    const digest = new Uint8Array(32).fill(7);
    const whole: Required<VerifierPolicy> = {
      roster: setup.roster,
      rosterDigest: setup.roster.digest,
      coordinatorKey: digest,
      task: 'survey',
      round: 3,
      modelDigest: digest,
      layoutDigest: digest,
      minRosterSize: 4,
      minClients: 3,
      maxCorrupt: 1,
      bound: 5,
      encoding: { kind: 'weighted-mean', clip: 2, maxWeight: { min: 1, max: 9 } },
      length: 8,
      rowLength: 4,
      schemes: ['pairwise', 'coded'],
      proofs: {
        kind: 'one-hot',
        system: 'planes',
        checking: { mode: 'audit', sample: 3 },
        maxSquaredNorm: 6,
        groups: [{ length: 5, least: 1, most: 1 }],
        setup: digest,
        allowDevelopmentKeys: true,
      },
      expectMine: digest,
    };
    const { required, open } = explainReport(await verifyAggregate(record, whole, kernel), whole);
    const proofs = Object.keys(whole.proofs!).length;
    // The roster has no phrase: its digest has one.
    expect(required).toHaveLength(Object.keys(whole).length - 2 + proofs);
    expect(open).toEqual([]);
    const least = { rosterDigest: setup.roster.digest };
    const nothing = explainReport(await verifyAggregate(record, least, kernel), least);
    expect(nothing.required).toHaveLength(1);
    // Some points are left open only together, such as task and round.
    expect(nothing.open).toHaveLength(12);
  });
});
