import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblem } from './problemReplies.ts';

const CLOSINGS = new WeakMap<object, AbortController>();

/**
 * Lets a server close within moments although clients wait for news for up to half a minute:
 * waiting requests are answered at once that there is nothing yet, connections end with their
 * answers, and later requests are told to ask again.
 */
export function addClosing(app: FastifyInstance): void {
  const closing = new AbortController();
  CLOSINGS.set(app.server, closing);
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (closing.signal.aborted) sendProblem(reply, 'unavailable', 'the coordinator is stopping');
    else done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.signal.aborted) void reply.header('connection', 'close');
    done();
  });
}

/** Aborted once the server that a request came to is closing. */
export function closingOf({ server }: FastifyRequest): AbortSignal {
  return CLOSINGS.get(server.server)!.signal;
}
