import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';
import { openRecord, sealRecord } from '../../src/record/record.ts';
import { encodeNpy } from '../../src/cli/vectors/index.ts';

/** The built commands, as they are installed. */
function command(
  name: 'veilsum' | 'verifyAggregate',
  ...given: readonly (string | { readonly input: Uint8Array })[]
): Ran {
  const args = given.filter((arg) => typeof arg === 'string');
  const input = given.find((arg) => typeof arg !== 'string')?.input;
  const { status, stdout, stderr } = spawnSync('node', [`dist/cli/${name}.js`, ...args], {
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line on stderr, and nothing on stdout. */
function expectOneLine(ran: Ran, status: number, says: string | RegExp): void {
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(says);
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.status).toBe(status);
}

describe('the commands', () => {
  let folder: string;
  const at = (...parts: readonly string[]): string => join(folder, ...parts);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-'));
    await mkdir(at('inputs'));
    await writeFile(at('inputs', 'ann.json'), '[1, -2, 3]');
    await writeFile(at('inputs', 'bob.csv'), '4,5,-6\n');
    await writeFile(at('inputs', 'eve.npy'), encodeNpy(BigInt64Array.of(7n, 8n, 9n)));
    await writeFile(at('inputs', 'zoe.json'), '[10, 10, 10]');
    const ran = command(
      'veilsum',
      'simulate',
      '--inputs',
      at('inputs'),
      '--out',
      at('out'),
      '--drop',
      'commit:1',
      '--max-corrupt',
      '1',
      '--threshold',
      '3',
    );
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /3 of 4 inputs are in the sum.*\nsum of 3 inputs: shape \(3\), int64/,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const record = (): string => at('out', 'record.cbor');
  const roster = (): string => at('out', 'roster.json');

  it('simulate writes record, roster, receipts and the sum of whoever stayed', async () => {
    expect((await readdir(at('out'))).sort()).toEqual([
      'receipts',
      'record.cbor',
      'roster.json',
      'sum.npy',
    ]);
    expect(await readdir(at('out', 'receipts'))).toEqual(['ann.cbor', 'bob.cbor', 'eve.cbor']);
    const sum = new Uint8Array(await readFile(at('out', 'sum.npy')));
    expect(sum).toEqual(encodeNpy(BigInt64Array.of(12n, 11n, 6n)));
  });

  it('verify-aggregate accepts the record, finds a receipt, and exports the sum', async () => {
    const ran = command(
      'verifyAggregate',
      record(),
      '--roster',
      roster(),
      '--min-clients',
      '3',
      '--max-corrupt',
      '1',
      '--expect-mine',
      at('out', 'receipts', 'bob.cbor'),
      '--export',
      at('exported.npy'),
      '--json',
    );
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const report = JSON.parse(ran.stdout) as {
      valid: boolean;
      included: string[];
      checks: { check: string; verdict: string }[];
    };
    expect(report).toMatchObject({ valid: true, inputs: 3, included: ['ann', 'bob', 'eve'] });
    expect(report.checks.find(({ check }) => check === 'mine')?.verdict).toBe('passed');
    expect(await readFile(at('exported.npy'))).toEqual(await readFile(at('out', 'sum.npy')));
    expect(report).toMatchObject({ sum: { shape: [3], min: 6, max: 12, values: [12, 11, 6] } });
  });

  it('verify-aggregate reads standard input, shows the sum, and exports it as the ending says, once', async () => {
    const bytes = await readFile(record());
    const args = ['-', '--roster', roster(), '--export', at('exported.csv')];
    const ran = command('verifyAggregate', { input: bytes }, ...args);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      /^sum of 3 inputs: shape \(3\), int64, from 6 to 12\n {2}12, 11, 6\n/m,
    );
    expect(await readFile(at('exported.csv'), 'utf8')).toBe('12\n11\n6\n');
    expectOneLine(command('verifyAggregate', { input: bytes }, ...args), 2, '--force');
    const forced = command('verifyAggregate', { input: bytes }, ...args, '--force');
    expect(forced.status).toBe(0);
    const twice = command('verifyAggregate', { input: bytes }, '-', '--roster', '-');
    expectOneLine(twice, 3, /standard input: (is a record, not a roster|was read already)/);
  });

  it('verify-aggregate takes the roster’s digest alone', async () => {
    const { digest } = JSON.parse(await readFile(roster(), 'utf8')) as { digest: string };
    expect(command('verifyAggregate', record(), '--roster-digest', digest).status).toBe(0);
    expectOneLine(
      command(
        'verifyAggregate',
        record(),
        '--roster',
        roster(),
        '--roster-digest',
        '00'.repeat(32),
      ),
      3,
      'not the one that --roster-digest names',
    );
  });

  it.each([
    ['policy-clients', ['--min-clients', '4']],
    ['policy-corrupt', ['--max-corrupt', '2']],
    ['policy-coordinator', ['--coordinator-key', 'ab'.repeat(32)]],
    ['policy-bound', ['--bound', '20..3000']],
    ['policy-encoding', ['--encoding', 'weighted-mean', '--clip', '0.5', '--max-weight', '1..10']],
    ['policy-shape', ['--length', '4']],
  ])('verify-aggregate holds the record to the policy: %s', (check, flags) => {
    const ran = command('verifyAggregate', record(), '--roster', roster(), ...flags);
    expect(ran.stdout).toMatch(new RegExp(`^FAILED +${check}`, 'm'));
    expect(ran.stdout.startsWith('NOT VERIFIED: do not use this sum')).toBe(true);
    expect(ran.status).toBe(1);
  });

  it('verify-aggregate refuses a wrong roster, a changed byte, a cut file and a missing client, each with its reason', async () => {
    const other = command(
      'veilsum',
      'simulate',
      '--inputs',
      at('inputs'),
      '--out',
      at('other'),
      '--max-dropouts',
      '0',
    );
    expect(other.status).toBe(0);
    const wrong = command('verifyAggregate', record(), '--roster', at('other', 'roster.json'));
    expect(wrong).toMatchObject({ status: 1 });
    expect(wrong.stdout).toMatch(/^FAILED +policy-roster/m);

    const bytes = await readFile(record());
    const changed = Buffer.from(bytes);
    changed[changed.length - 1]! ^= 1;
    await writeFile(at('changed.cbor'), changed);
    const altered = command('verifyAggregate', at('changed.cbor'), '--roster', roster());
    expect(altered.status).toBe(1);
    expect(altered.stdout).toMatch(/^FAILED +coordinator-signature/m);

    await writeFile(at('cut.cbor'), bytes.subarray(0, bytes.length - 5));
    expectOneLine(
      command('verifyAggregate', at('cut.cbor'), '--roster', roster()),
      3,
      'truncated or altered',
    );

    const foreign = command(
      'verifyAggregate',
      record(),
      '--roster',
      roster(),
      '--expect-mine',
      at('other', 'receipts', 'ann.cbor'),
    );
    expect(foreign.status).toBe(1);
    expect(foreign.stdout).toMatch(/^FAILED +mine/m);
  });

  it('verify-aggregate refuses a record with one client less', async () => {
    const { body, session } = openRecord(new Uint8Array(await readFile(record())));
    const less = sealRecord(generateIdentity(systemRandom), session, {
      ...body,
      commits: body.commits.slice(1),
      commitments: body.commitments.slice(1),
    });
    await writeFile(at('less.cbor'), less);
    const ran = command('verifyAggregate', at('less.cbor'), '--roster', roster());
    expect(ran.status).toBe(1);
    for (const check of ['coordinator-signature', 'confirm-quorum', 'opening']) {
      expect(ran.stdout).toMatch(new RegExp(`^FAILED +${check}`, 'm'));
    }
  });

  it('inspect shows a record without judging it', () => {
    const ran = command('veilsum', 'inspect', record(), '--json');
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      checked: false,
      included: [0, 1, 2],
      session: { task: 'simulation' },
    });
    expect(command('veilsum', 'inspect', record()).stdout).toContain('nothing here was checked');
  });

  it('keygen and roster make what a session needs', async () => {
    for (const name of ['ann', 'bob', 'eve']) {
      expect(command('veilsum', 'keygen', at(`${name}.key`)).status).toBe(0);
    }
    expect((await stat(at('ann.key'))).mode & 0o077).toBe(0);
    expectOneLine(command('veilsum', 'keygen', at('ann.key')), 2, '--force');
    const { publicKey } = JSON.parse(await readFile(at('eve.key'), 'utf8')) as {
      publicKey: string;
    };
    const built = command(
      'veilsum',
      'roster',
      'build',
      at('ann.key'),
      at('bob.key'),
      `eve=${publicKey}`,
      '--out',
      at('built.json'),
    );
    expect(built.status).toBe(0);
    const shown = command('veilsum', 'roster', 'show', at('built.json'));
    expect(shown.stdout).toBe(built.stdout);
    expect(shown.stdout).toContain(publicKey);
  });

  it.each([
    ['no arguments', 'verifyAggregate', [], 2, 'missing required argument'],
    ['an unknown flag', 'verifyAggregate', ['RECORD', '--nope'], 2, 'unknown option'],
    ['no roster', 'verifyAggregate', ['RECORD'], 2, '--roster FILE'],
    [
      'a record that is not there',
      'verifyAggregate',
      ['nowhere', '--roster', 'ROSTER'],
      3,
      'does not exist',
    ],
    [
      'a roster that is no roster',
      'verifyAggregate',
      ['RECORD', '--roster', 'RECORD'],
      3,
      'is a record, not a roster',
    ],
    [
      'a digest that is none',
      'verifyAggregate',
      ['RECORD', '--roster-digest', 'abc'],
      2,
      '64 hexadecimal',
    ],
    [
      'a folder that is not there',
      'veilsum',
      ['simulate', '--inputs', 'nowhere', '--out', 'NEW'],
      3,
      'does not exist',
    ],
    [
      'results that are there',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'OUT'],
      2,
      '--force',
    ],
    [
      'a bound that does not fit',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'NEW', '--bound', '9999999999'],
      2,
      'n · B = 4 · 9999999999',
    ],
    [
      'values beyond the bound',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'NEW', '--bound', '5'],
      3,
      'beyond the session',
    ],
    [
      'thresholds that are not safe',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'NEW', '--threshold', '2'],
      2,
      '2t = 4',
    ],
    [
      'more dropouts than clients',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'NEW', '--drop', 'commit:9'],
      2,
      'drop',
    ],
    [
      'a phase that is none',
      'veilsum',
      ['simulate', '--inputs', 'INPUTS', '--out', 'NEW', '--drop', 'lunch:1'],
      2,
      'PHASE:COUNT',
    ],
    ['a roster of two', 'veilsum', ['roster', 'build', 'a=b', '--out', 'NEW'], 2, 'NAME=KEY'],
  ] as const)('says in one line what is wrong with %s', (_, name, args, status, says) => {
    const places: Record<string, string> = {
      RECORD: record(),
      ROSTER: roster(),
      OUT: at('out'),
      NEW: at('new'),
      INPUTS: at('inputs'),
    };
    expectOneLine(command(name, ...args.map((arg) => places[arg] ?? arg)), status, says);
  });

  it('a session below its threshold ends with 1 and writes nothing', async () => {
    const ran = command(
      'veilsum',
      'simulate',
      '--inputs',
      at('inputs'),
      '--out',
      at('failed'),
      '--drop',
      'commit:2',
      '--max-dropouts',
      '1',
      '--threshold',
      '3',
      '--max-corrupt',
      '1',
    );
    expectOneLine(ran, 1, 'quorum-present');
    await expect(stat(at('failed'))).rejects.toThrow();
  });

  it('mixed lengths are refused by name', async () => {
    await mkdir(at('mixed'));
    for (const [name, values] of [
      ['a', '[1]'],
      ['b', '[1,2]'],
      ['c', '[3]'],
    ]) {
      await writeFile(at('mixed', `${name}.json`), values!);
    }
    expectOneLine(
      command('veilsum', 'simulate', '--inputs', at('mixed'), '--out', at('new')),
      3,
      'a.json holds 1 values and b.json holds 2',
    );
  });
});
