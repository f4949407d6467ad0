import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SessionView } from '../service/sessionView.ts';
import { sendProblem } from './problemReplies.ts';

/** The longest that a request waits for something to happen: below what proxies allow by default. */
const MOST_WAIT_SECONDS = 25;

/** Schema of the query of a request that can wait. */
export const WAIT_QUERY: object = {
  type: 'object',
  properties: {
    wait: {
      type: 'integer',
      minimum: 0,
      maximum: MOST_WAIT_SECONDS,
      default: 0,
      description: 'seconds to wait for it to be there',
    },
  },
};

/**
 * Waits until a session has something to answer, the request's time is over, the client has gone, or the server closes.
 *
 * @param find - what to answer, or `undefined` where it is not there yet
 */
export async function awaited<T>(
  view: SessionView,
  request: FastifyRequest,
  reply: FastifyReply,
  find: () => T | undefined,
): Promise<T | undefined> {
  const { wait = 0 } = request.query as { wait?: number };
  const stop = new AbortController();
  const stopped = (): void => {
    stop.abort();
  };
  const timer = setTimeout(stopped, wait * 1000);
  reply.raw.on('close', stopped);
  const closing = closingOf(request);
  closing.addEventListener('abort', stopped);
  if (closing.aborted) stopped();
  try {
    for (;;) {
      const found = find();
      if (found !== undefined || stop.signal.aborted) return found;
      await view.changed(stop.signal);
    }
  } finally {
    clearTimeout(timer);
    reply.raw.off('close', stopped);
    closing.removeEventListener('abort', stopped);
  }
}

const CLOSINGS = new WeakMap<object, AbortController>();

/**
 * Lets a server close within moments although clients wait for news for up to half a minute: a waiting client is told at once that
 * there is none yet, connections end with their answers, and what comes later is told to ask again.
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
function closingOf({ server }: FastifyRequest): AbortSignal {
  return CLOSINGS.get(server.server)!.signal;
}
