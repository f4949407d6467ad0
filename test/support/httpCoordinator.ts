import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { coordinator, kernel, type TestSession } from './federation.ts';

/** A coordinator that listens on the loopback interface, with one session. */
export interface HttpCoordinator {
  readonly server: URL;
  readonly hosted: HostedSession;
  /** Where the folder is in which chunks wait for the rest of their messages. */
  readonly uploads: string;
  /** Ends the process, as far as anybody can see from outside, and starts it again over its store. */
  restart(): Promise<void>;
  /** Ends the server alone, in order: whoever is served is served to the end. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the session of a set-up over a store of its own. */
export async function httpCoordinator(setup: TestSession): Promise<HttpCoordinator> {
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-coordinator-'));
  const uploads = join(folder, 'uploads');
  await mkdir(uploads);
  const now = (): number => Date.now();
  let service: CoordinatorService;
  let app: FastifyInstance;
  const start = async (port: number): Promise<URL> => {
    service = await CoordinatorService.start({
      identity: coordinator,
      kernel,
      store: await openLevelStore(join(folder, 'store')),
      now,
      checkerFor: () => Promise.resolve(setup.checker),
      allowDevelopmentKeys: true,
    });
    app = await coordinatorServer({ service, now, uploadFolder: uploads });
    return new URL(await app.listen({ host: '127.0.0.1', port }));
  };
  const end = async (): Promise<void> => {
    app.server.closeAllConnections();
    await app.close();
    await service.stop();
  };
  const server = await start(0);
  let hosted = await service!.open(setup.session, setup.roster);
  const ticking = setInterval(() => void service.closeDue(), 50);
  return {
    server,
    uploads,
    get hosted() {
      return hosted;
    },
    close: () => app.close(),
    restart: async () => {
      await end();
      await start(Number(server.port));
      hosted = service.find(hosted.id)!;
    },
    stop: async () => {
      clearInterval(ticking);
      await end();
      await rm(folder, { recursive: true });
    },
  };
}
