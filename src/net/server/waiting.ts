import { setMaxListeners } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SessionView } from '../service/sessionView.ts';
import { Deadlines } from './deadlines.ts';
import { sendProblem } from './problemReplies.ts';

/** Longest time that a request is held, in seconds: below the default limits of proxies. */
const MOST_WAIT_SECONDS = 25;

/** When held requests are answered. */
const DEADLINES = new Deadlines();

/** Schema of the query of a request that can be held until there is something to send. */
export const WAIT_QUERY: { readonly type: 'object'; readonly properties: object } = {
  type: 'object',
  properties: {
    wait: {
      type: 'integer',
      minimum: 0,
      maximum: MOST_WAIT_SECONDS,
      default: 0,
      description: 'seconds to wait until it exists',
    },
  },
};

/**
 * Waits until `find` returns something, the time that the request allows has passed, the client has
 * disconnected, or the server closes.
 *
 * @param find - Returns what to send, or `undefined` if it does not exist yet; called again
 *   whenever the session changes.
 * @returns what `find` returned last
 */
export async function awaited<T>(
  view: SessionView,
  request: FastifyRequest,
  reply: FastifyReply,
  find: () => T | undefined,
): Promise<T | undefined> {
  const { wait = 0 } = request.query as { wait?: number };
  if (wait === 0) return find();
  const stop = new AbortController();
  const stopped = (): void => {
    stop.abort();
  };
  const takeBack = DEADLINES.after(wait * 1000, stopped);
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
    takeBack();
    reply.raw.off('close', stopped);
    closing.removeEventListener('abort', stopped);
  }
}

const CLOSINGS = new WeakMap<object, AbortController>();

/**
 * Lets a server close at once although requests are held: they are answered as if their time had
 * passed, connections end with their response, and later requests get a problem that tells clients
 * to retry.
 */
export function addClosing(app: FastifyInstance): void {
  const closing = new AbortController();
  // Every request that is held listens: thousands are no leak.
  setMaxListeners(0, closing.signal);
  CLOSINGS.set(app.server, closing);
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (closing.signal.aborted)
      sendProblem(reply, 'unavailable', 'the coordinator is stopping; try again later');
    else done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.signal.aborted) void reply.header('connection', 'close');
    done();
  });
}

/** A signal that is aborted when the request's server starts to close. */
function closingOf({ server }: FastifyRequest): AbortSignal {
  return CLOSINGS.get(server.server)!.signal;
}
