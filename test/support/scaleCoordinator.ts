/**
 * One process that is the coordinator of a big sparse session over HTTP. It prints where it listens and, as the session has ended, what
 * it cost: a line of JSON each.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toHex } from '../../src/crypto/hex.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { coordinator } from './federation.ts';
import { peakMemory } from './peakMemory.ts';
import { dropsOut, type ScaleSize } from './scaleSession.ts';
import { sparseScaleSession } from './sparseScale.ts';

/** What the session cost its coordinator. */
export interface CoordinatorCost {
  /** SHA-256 of the record, or why there is none. */
  readonly record?: string;
  readonly failure?: string;
  /** Seconds of CPU since the session was opened, over all threads. */
  readonly cpu: number;
  /** The most memory of the process, in MiB. */
  readonly peak: number;
  /** The most connections that were open at once. */
  readonly connections: number;
  readonly phases: readonly {
    readonly phase: string;
    readonly accepted: number;
    readonly seconds: number;
  }[];
}

const size = JSON.parse(process.argv[2]!) as ScaleSize;
const { session, roster } = sparseScaleSession(size);
const folder = await mkdtemp(join(tmpdir(), 'veilsum-scale-'));
const kernel = await createKernel();
const now = (): number => Date.now();
const store = await openLevelStore(folder);
const service = await CoordinatorService.start({ identity: coordinator, kernel, store, now });
const app = await coordinatorServer({ service, now });
const address = await app.listen({ host: '127.0.0.1', port: 0 });
const before = process.cpuUsage();
const hosted = await service.open(session, roster);
console.log(JSON.stringify({ address }));

let connections = 0;
while (hosted.view.end === undefined) {
  await pause(100);
  app.server.getConnections((_, open) => {
    connections = Math.max(connections, open);
  });
  const { phase, missing } = hosted.view;
  // Whoever dropped out is not waited for until the deadline: the figures are those of the work.
  if (phase === 'commit' && missing.length > 0 && missing.every(dropsOut)) {
    await hosted.close(phase);
  }
}
// The participants still fetch the record.
await pause(1000);
const { user, system } = process.cpuUsage(before);
const { end, phases } = hosted.view;
const cost: CoordinatorCost = {
  ...(end.kind === 'published' ? { record: toHex(sha256(end.record)) } : { failure: end.message }),
  cpu: (user + system) / 1e6,
  peak: peakMemory() / 2 ** 20,
  connections,
  phases: phases.map(({ phase, accepted, openedAt, closedAt }) => ({
    phase,
    accepted,
    seconds: ((closedAt ?? now()) - openedAt) / 1000,
  })),
};
console.log(JSON.stringify(cost));
app.server.closeAllConnections();
await app.close();
await service.stop();
kernel.close();
await rm(folder, { recursive: true });
