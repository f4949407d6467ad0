/** Large bytes that are no message, given to the commands as people run them, in a small heap. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import { coordinator, seedOf } from '../support/federation.ts';
import { GIANTS } from '../support/hostileBodies.ts';

const GIANT_BYTES = 72 * 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'veilsum-giants-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(Object.entries(GIANTS))('72 MiB that are %s', (_, giant) => {
  const item = giant(GIANT_BYTES);
  const record = sealEnvelope(coordinator, seedOf('session'), 'record', COORDINATOR_SENDER, item);

  it.each([
    ['verify-aggregate', 'dist/cli/verifyAggregate.js', []],
    ['veilsum inspect', 'dist/cli/veilsum.js', ['inspect']],
  ])('are refused by %s as no record', (__, program, command) => {
    for (const bytes of [item, record]) {
      const file = join(folder, 'file');
      writeFileSync(file, bytes);
      const roster = program.endsWith('verifyAggregate.js')
        ? ['--roster-digest', '00'.repeat(32)]
        : [];
      const run = spawnSync(
        process.execPath,
        ['--max-old-space-size=64', program, ...command, file, ...roster],
        { encoding: 'utf8' },
      );
      expect(run.stderr).toMatch(/is no record/);
      expect(run.status).toBe(3);
    }
  });
});
