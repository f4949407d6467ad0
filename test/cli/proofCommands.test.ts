/** Range proofs on the command line, with the built commands and the keys of the package. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that hangs at its end fails by the timeout. */
function command(name: 'veilsum' | 'verifyAggregate', ...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync('node', [`dist/cli/${name}.js`, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

const GROTH16 = ['--proof-system', 'groth16'] as const;

describe('commands with proofs', () => {
  let folder: string;
  const at = (...parts: readonly string[]): string => join(folder, ...parts);
  const simulate = (out: string, ...args: readonly string[]): Ran =>
    command('veilsum', 'simulate', '--inputs', at('inputs'), '--out', at(out), ...args);
  const verify = (out: string, ...args: readonly string[]): Ran =>
    command('verifyAggregate', at(out, 'record.cbor'), '--roster', at(out, 'roster.json'), ...args);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-'));
    await mkdir(at('inputs'));
    await writeFile(at('inputs', 'ann.json'), '[1, -2, 3]');
    await writeFile(at('inputs', 'bob.json'), '[4, 5, -6]');
    await writeFile(at('inputs', 'eve.json'), '[3, 4, 0]');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('refuse development keys, and flags that don’t fit, before anything is done', () => {
    const refused = simulate('none', '--proofs', 'linf', ...GROTH16);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/--allow-development-keys/);
    expect(simulate('none', '--max-norm', '3').status).toBe(2);
    expect(simulate('none', '--checking', 'full').status).toBe(2);
    expect(simulate('none', '--proofs', 'linf', ...GROTH16, '--checking', 'audit:0').status).toBe(
      2,
    );
  });

  it('simulate, demand and check linf proofs, and end', () => {
    const ran = simulate('linf', '--proofs', 'linf', ...GROTH16, '--allow-development-keys');
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/--require-proofs linf .*--allow-development-keys/);
    const asked = ['--require-proofs', 'linf', '--require-checking', 'full'];
    const valid = verify('linf', ...asked, '--allow-development-keys', '--json');
    expect(valid.status).toBe(0);
    expect(JSON.parse(valid.stdout)).toMatchObject({
      valid: true,
      session: {
        proofs: { system: 'groth16', statement: { kind: 'linf' }, checking: { mode: 'full' } },
      },
      proofs: { checked: 3, detection: 1 },
    });
    const strict = verify('linf');
    expect(strict.status).toBe(1);
    expect(strict.stdout).toMatch(/FAILED {2}proof-setup .*development keys/);
    expect(verify('linf', '--require-proofs', 'l2', '--allow-development-keys').status).toBe(1);
    const other = verify('linf', '--proof-setup', '00'.repeat(32), '--allow-development-keys');
    expect(other.stdout).toMatch(/FAILED {2}proof-setup .*pinned/);
  });

  it('simulate and audit l2 proofs, within a norm that is told', () => {
    const l2 = ['--proofs', 'l2', ...GROTH16, '--checking', 'audit:1', '--allow-development-keys'];
    const beyond = simulate('l2', ...l2, '--max-norm', '8');
    expect(beyond).toMatchObject({ status: 3, stdout: '' });
    expect(beyond.stderr).toMatch(/bob.*beyond --max-norm 8/);
    expect(simulate('l2', ...l2, '--max-norm', '9')).toMatchObject({ status: 0, stderr: '' });
    const ran = verify('l2', '--max-squared-norm', '81', '--allow-development-keys');
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(/1 of 3 clients.*probability of 33\.3 %/);
    expect(verify('l2', '--max-squared-norm', '80', '--allow-development-keys').status).toBe(1);
  });

  it('need neither keys nor flags with planes, which are the default', () => {
    expect(simulate('planes', '--proofs', 'l2')).toMatchObject({ status: 0, stderr: '' });
    const asked = ['--require-proofs', 'l2', '--require-proof-system', 'planes'];
    const valid = verify('planes', ...asked, '--json');
    expect(valid.status).toBe(0);
    expect(JSON.parse(valid.stdout)).toMatchObject({
      valid: true,
      session: { proofs: { system: 'planes', statement: { kind: 'l2' } } },
      proofs: { checked: 3, detection: 1 },
    });
    const other = verify('planes', '--require-proof-system', 'groth16');
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/FAILED {2}policy-proofs/);
  });

  it('refuse a record without proofs where they are required', () => {
    expect(simulate('plain').status).toBe(0);
    const ran = verify('plain', '--require-proofs', 'linf');
    expect(ran.status).toBe(1);
    expect(ran.stdout).toMatch(/FAILED {2}policy-proofs/);
    expect(verify('plain').stdout).toContain('no proofs: nothing bounds a single input');
  });
});
