/** Sparse sessions of thousands, with a tenth of the clients dropped out, and their records under both verifiers. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { runLocally } from '../../src/net/localFederation.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { leastSafeThreshold } from '../../src/session/thresholds.ts';
import { python } from '../record/pythonVerifier.ts';
import { plainSum, testFederation, testSession } from '../support/federation.ts';
import { peakMemory } from '../support/peakMemory.ts';

/** Prints the most memory that a process had, in KiB, as it ends. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  `import { readFileSync } from 'node:fs';
  process.on('exit', () =>
    console.error('peak', /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]));`,
)}`;

const tenth = (client: number): boolean => client % 10 === 9;

describe('a sparse session', () => {
  it.each([
    { clients: 1000, length: 10_000, rowLength: 4096 },
    { clients: 5000, length: 1000, rowLength: 1024 },
  ])(
    'of $clients clients and $length coordinates ends with the right sum, without a tenth of them',
    async ({ clients, length, rowLength }) => {
      const maxCorrupt = clients / 10;
      const setup = testSession(clients, {
        threshold: leastSafeThreshold(clients, maxCorrupt),
        maxCorrupt,
        maxDropouts: maxCorrupt,
        length,
        rowLength,
        bound: 32_767,
        scheme: { kind: 'sparse' },
      });
      const { session, roster } = setup;
      const drops = Object.fromEntries(
        setup.identities.flatMap((_, i) => (tenth(i) ? [[i, 'commit' as const]] : [])),
      );
      const kernel = await createKernel();
      const outcome = await runLocally({ ...testFederation(setup, drops), kernel });
      if (outcome.result.kind === 'abort') throw new Error(outcome.result.message);
      const { record, sum, included } = outcome.result.result;
      // The few that a chance graph leaves below the least degree are left out as well.
      expect(included.some(tenth)).toBe(false);
      expect(included.length).toBeGreaterThan(0.88 * clients);
      expect(sum).toEqual(plainSum(session, included));
      const began = performance.now();
      const report = await verifyAggregate(record, { rosterDigest: roster.digest }, kernel);
      console.log(
        `n = ${clients}: a record of ${record.length} bytes, verified in ${(performance.now() - began).toFixed(0)} ms; ${(peakMemory() / 2 ** 20).toFixed(0)} MB at most, of all parties`,
      );
      expect(report).toMatchObject({ valid: true, included });
      if (session.rows === 1) expect(record.length).toBeLessThan(10_000_000);
      const folder = await mkdtemp(join(tmpdir(), 'veilsum-sparse-'));
      try {
        const file = join(folder, 'record.cbor');
        await writeFile(file, record);
        const pinned = ['--roster-digest', toHex(roster.digest), '--scheme', 'sparse'];
        expect(python(file, ...pinned).status).toBe(0);
        const { status, stderr } = spawnSync(
          process.execPath,
          ['--import', PEAK, 'dist/cli/verifyAggregate.js', file, ...pinned],
          { encoding: 'utf8' },
        );
        expect(status, stderr).toBe(0);
        const peak = Number(/peak (\d+)/.exec(stderr)![1]) / 1024;
        console.log(`verify-aggregate: ${peak.toFixed(0)} MiB at most`);
        expect(peak).toBeLessThan(300);
      } finally {
        await rm(folder, { recursive: true });
      }
      kernel.close();
    },
  );
});
