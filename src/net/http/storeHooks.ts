import type { FastifyInstance } from 'fastify';
import type { CoordinatorService } from '../service/coordinatorService.ts';
import { StoreError } from '../service/eventStore.ts';

/** Seconds after which a client may ask again. */
const AGAIN_SECONDS = 2;

/**
 * What a store that other processes share asks of every request: a session that is named is looked for there too, and where the store
 * does not answer, the client is told to ask again.
 */
export function addStoreHooks(app: FastifyInstance, service: CoordinatorService): void {
  app.addHook('onRequest', async ({ params }) => {
    const { digest } = (params ?? {}) as { digest?: unknown };
    if (typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)) await service.discover(digest);
  });
  app.setErrorHandler((error, request, reply) => {
    if (!(error instanceof StoreError)) return reply.send(error);
    // Where it is, and why it fails, is for the log alone.
    request.log.error(error);
    return reply
      .code(503)
      .header('retry-after', AGAIN_SECONDS)
      .send({ error: 'the coordinator’s store does not answer; ask again' });
  });
}
