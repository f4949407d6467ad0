import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** The built command. */
function plan(...args: readonly string[]): ReturnType<typeof spawnSync> & { stdout: string } {
  return spawnSync('node', ['dist/cli/veilsum.js', 'plan', ...args], { encoding: 'utf8' });
}

const EXAMPLE = '--clients 100 --corrupt 0.2 --dropouts 0.1 --bits 16 --length 1000000'.split(' ');

describe('veilsum plan', () => {
  it('prints thresholds, slots, bytes and times', () => {
    const { status, stdout, stderr } = plan(...EXAMPLE);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('threshold t = 61 (from 61 to 90 are safe and live)');
    expect(stdout).toContain('at least 41 honest inputs');
    expect(stdout).toContain('slots of 24 bits: 22 for');
    expect(stdout).toMatch(/^each client +\d+\.\d kB +\d+\.\d kB +\d+\.\d+ s$/m);
    expect(stdout).toMatch(/measured on .+ Node 20/);
  });

  it('prints the same for programs', () => {
    const { status, stdout } = plan(...EXAMPLE, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      clients: 100,
      corrupt: 20,
      dropouts: 10,
      threshold: 61,
      thresholds: { least: 61, greatest: 90 },
      bound: 32767,
      slotBits: 24,
      payloadBytes: 3_222_240,
    });
  });

  it('says what a scheme promises', () => {
    const { stdout } = plan(...EXAMPLE, '--scheme', 'coded', '--proofs', 'linf');
    expect(stdout).toContain(
      'scheme coded; the sum comes out whatever up to 20 clients do, as long as 61 honest ones stay',
    );
    const pairwise = JSON.parse(plan(...EXAMPLE, '--json').stdout) as object;
    expect(pairwise).toMatchObject({ scheme: { kind: 'pairwise' }, delivers: false });
    const unproven = JSON.parse(plan(...EXAMPLE, '--scheme', 'coded', '--json').stdout) as object;
    expect(unproven).toMatchObject({ scheme: { kind: 'coded', recovery: 56 }, delivers: false });
  });

  it('takes counts as well as parts, and rounds parts up', () => {
    const counts = (...args: string[]): unknown =>
      JSON.parse(plan('--length', '10', '--json', ...args).stdout);
    const whole = counts('--clients', '100', '--corrupt', '7', '--dropouts', '7');
    expect(counts('--clients', '100', '--corrupt', '0.07', '--dropouts', '0.07')).toEqual(whole);
    const rounded = counts('--clients', '10', '--corrupt', '0.11', '--dropouts', '0');
    expect(rounded).toMatchObject({ corrupt: 2, dropouts: 0 });
  });

  it.each([
    [
      'no safe threshold',
      ['--clients', '10', '--corrupt', '0.5', '--dropouts', '0.3', '--length', '10'],
      /no threshold is both safe and live/,
    ],
    ['too few clients', ['--clients', '2', '--length', '10'], /too few/],
    ['a part beyond 1', ['--clients', '10', '--corrupt', '1.5', '--length', '10'], /--corrupt/],
    ['no length', ['--clients', '10'], /--length/],
  ])('refuses %s with one sentence', (_, args, says) => {
    const { status, stdout, stderr } = plan(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(String(stderr).trimEnd().split('\n')).toHaveLength(1);
  });
});
