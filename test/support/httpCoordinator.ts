import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coordinatorServer } from '../../src/net/http/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { coordinator, kernel, type TestSession } from './federation.ts';

/** A coordinator that listens on the loopback interface, with one session. */
export interface HttpCoordinator {
  readonly server: URL;
  readonly hosted: HostedSession;
  stop(): Promise<void>;
}

/** Opens the session of a set-up over a store of its own. */
export async function httpCoordinator(setup: TestSession): Promise<HttpCoordinator> {
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-coordinator-'));
  const service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: await openLevelStore(folder),
    now: () => Date.now(),
    checkerFor: () => Promise.resolve(setup.checker),
    allowDevelopmentKeys: true,
  });
  const hosted = await service.open(setup.session, setup.roster);
  const app = await coordinatorServer({ service, now: () => Date.now() });
  const server = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const ticking = setInterval(() => void service.closeDue(), 50);
  return {
    server,
    hosted,
    stop: async () => {
      clearInterval(ticking);
      app.server.closeAllConnections();
      await app.close();
      await service.stop();
      await rm(folder, { recursive: true });
    },
  };
}
