import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createKernel } from '../../src/kernel/index.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { coordinator, plainSum } from '../support/federation.ts';
import { dropsOut, type ScaleSize, scaleSession } from '../support/scaleSession.ts';
import { peakMemory } from '../support/peakMemory.ts';

/** CLIENTS, LENGTH and PROCESSES change the size. */
const size: ScaleSize = {
  clients: Number(process.env['CLIENTS'] ?? 500),
  length: Number(process.env['LENGTH'] ?? 10_000),
};
const PROCESSES = Number(process.env['PROCESSES'] ?? 2);

/** Options of node for the crowd's processes, such as --cpu-prof. */
const PROFILE = (process.env['CROWD_OPTIONS'] ?? '').split(' ').filter(Boolean);

const crowd = fileURLToPath(new URL('../support/scaleCrowd.ts', import.meta.url));

it(`${size.clients} participants over HTTP, a tenth of which drop out`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-scale-'));
  const kernel = await createKernel();
  const now = (): number => Date.now();
  const store = await openLevelStore(folder);
  const service = await CoordinatorService.start({ identity: coordinator, kernel, store, now });
  const app = await coordinatorServer({ service, now });
  const server = await app.listen({ host: '127.0.0.1', port: 0 });
  const { session, roster } = scaleSession(size);
  const hosted = await service.open(session, roster);
  // Whoever dropped out is not waited for until the deadline: the figures are those of the work.
  const ticking = setInterval(() => {
    const { phase, missing } = hosted.view;
    const onlyDropouts = missing.length > 0 && missing.every(dropsOut);
    if (phase === 'commit' && onlyDropouts) void hosted.close(phase);
  }, 250);
  const started = performance.now();
  const children = Array.from({ length: PROCESSES }, (_, part) =>
    spawn(
      'node',
      [
        ...PROFILE,
        '--import',
        'tsx',
        crowd,
        JSON.stringify({ size, server, part, parts: PROCESSES }),
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    ),
  );
  const exits = await Promise.all(
    children.map((child) => new Promise((resolve) => child.on('close', resolve))),
  );
  const seconds = (performance.now() - started) / 1000;
  clearInterval(ticking);
  for (const { phase, openedAt, closedAt, accepted, bytes } of hosted.view.phases) {
    const took = ((closedAt ?? now()) - openedAt) / 1000;
    console.log(
      `${phase}: ${accepted} messages, ${(bytes / 1e6).toFixed(1)} MB, ${took.toFixed(1)} s`,
    );
  }
  const { end } = hosted.view;
  if (end?.kind !== 'published') throw new Error(end?.message ?? 'the session has not ended');
  const cpu = process.cpuUsage();
  console.log(
    `all: ${seconds.toFixed(1)} s, record ${(end.record.length / 1e6).toFixed(2)} MB, coordinator ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of CPU, at most ${(peakMemory() / 2 ** 20).toFixed(0)} MiB`,
  );
  expect(exits).toEqual(exits.map(() => 0));
  const report = await verifyAggregate(end.record, { rosterDigest: roster.digest, roster }, kernel);
  if (!report.valid) throw new Error('the record does not verify');
  expect(report.sum).toEqual(plainSum(session, report.included));
  expect(report.inputs).toBe(size.clients - Math.floor(size.clients / 10));
  app.server.closeAllConnections();
  await app.close();
  await service.stop();
  kernel.close();
  await rm(folder, { recursive: true });
});
