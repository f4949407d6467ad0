import type { FastifyInstance } from 'fastify';
import type { CoordinatorService } from '../service/coordinatorService.ts';

/** What a store that other processes share asks of every request: a session that is named is looked for there too. */
export function addStoreHooks(app: FastifyInstance, service: CoordinatorService): void {
  app.addHook('onRequest', async ({ params }) => {
    const { digest } = (params ?? {}) as { digest?: unknown };
    if (typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)) await service.discover(digest);
  });
}
