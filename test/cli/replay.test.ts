import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function veilsum(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync('node', ['dist/cli/veilsum.js', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('veilsum replay', () => {
  it('prints a line for each attack, with what the attacker ends with in its control', () => {
    const { status, stdout, stderr } = veilsum('replay', 's01', 'N02', 'D01', '--controls');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^S01 +caught +unmask-disjoint +the coordinator +contradictory-request/m,
    );
    expect(stdout).toMatch(/^N02 +caught +phase-bound \(V15\) +— +—/m);
    expect(stdout).toMatch(/^S01 +the vector of client \d+, exactly/m);
    expect(stdout).toContain('3 of 3 attacks caught, with controls that succeed');
  });

  it('prints the same for programs', () => {
    const { status, stdout } = veilsum('replay', 'C10', '--controls', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      attacks: [{ id: 'C10', verdict: 'caught', code: 'share-matches', proves: 'wrong-share' }],
    });
  });

  it('numbers the verifier’s checks as the specification does, and no others', () => {
    const { stdout } = veilsum('replay', 'S15', 'S01', '--json');
    const { attacks } = JSON.parse(stdout) as { attacks: { code: string; number?: string }[] };
    expect(attacks.map(({ code, number }) => [code, number])).toEqual([
      ['unmask-disjoint', undefined],
      ['opening', 'V23'],
    ]);
  });

  it('tells the story of one attack', () => {
    const { status, stdout } = veilsum('replay', 'S03', '--explain');
    expect(status).toBe(0);
    for (const part of [/^S03/, /Who deviates: the coordinator/, /confirm-quorum \(V18\) off/]) {
      expect(stdout).toMatch(part);
    }
  });

  it('lists attacks without running them, for people and for programs', () => {
    const { status, stdout } = veilsum('replay', '--list');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^S01 +unmask-disjoint +— +Clients are asked/m);
    expect(stdout).toMatch(/^C01 +proof \(V25\) +prover/m);
    const listed = JSON.parse(veilsum('replay', 'd01', '--list', '--json').stdout) as unknown;
    expect(listed).toMatchObject({ attacks: [{ id: 'D01' }] });
  });

  it('names every exit code in its help', () => {
    const { stdout } = veilsum('replay', '--help');
    const codes = /Exit codes:(.*)$/s.exec(stdout)![1]!;
    for (const code of [0, 1, 2, 3, 4]) expect(codes).toMatch(new RegExp(`\\b${code} `));
  });

  it('refuses ids that there are not, and stories of several', () => {
    expect(veilsum('replay', 'S99')).toMatchObject({ status: 2, stdout: '' });
    expect(veilsum('replay', '--explain')).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('veilsum evidence', () => {
  const at = (name: string): string => join(folder, name);

  beforeAll(() => {
    expect(veilsum('replay', 'S11', 'C08', 'S03', 'N02', '--evidence', folder).status).toBe(0);
  });

  it('is written for what is provable, and for nothing else', async () => {
    expect(veilsum('replay', 'S11', '--evidence', folder)).toMatchObject({ status: 2, stdout: '' });
    expect(veilsum('replay', 'S11', '--evidence', folder, '--force').status).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([
      'C08.evidence',
      'C08.roster.json',
      'S03.evidence',
      'S03.roster.json',
      'S11.evidence',
      'S11.roster.json',
    ]);
  });

  it('names the coordinator, or a client with its name and key', () => {
    const coordinator = veilsum('evidence', at('S11.evidence'), '--roster', at('S11.roster.json'));
    expect(coordinator).toMatchObject({ status: 0, stderr: '' });
    expect(coordinator.stdout).toMatch(/^PROVEN: the coordinator signed two different messages/);
    const ran = veilsum(
      'evidence',
      at('C08.evidence'),
      '--roster',
      at('C08.roster.json'),
      '--json',
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({
      proven: true,
      misbehaviour: 'equivocation',
      culprit: 3,
      name: 'client 3 ("client 3")',
    });
  });

  it('of another session’s people, coordinator or bytes proves nothing', async () => {
    const other = veilsum('evidence', at('S11.evidence'), '--roster', at('S03.roster.json'));
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/^NOT PROVEN: /);
    const key = 'ab'.repeat(32);
    const roster = ['--roster', at('S11.roster.json')];
    const pinned = veilsum('evidence', at('S11.evidence'), ...roster, '--coordinator-key', key);
    expect(pinned).toMatchObject({ status: 1, stderr: '' });
    const bytes = await readFile(at('S11.evidence'));
    bytes[bytes.length - 40]! ^= 1;
    await writeFile(at('altered'), bytes);
    expect(veilsum('evidence', at('altered'), ...roster).status).toBe(1);
    await writeFile(at('cut'), bytes.subarray(0, 100));
    expect(veilsum('evidence', at('cut'), ...roster)).toMatchObject({ status: 3, stdout: '' });
    expect(veilsum('evidence', at('S11.evidence'))).toMatchObject({ status: 2, stdout: '' });
  });
});
