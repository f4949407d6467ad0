import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionView } from '../service/sessionView.ts';
import { closingOf } from './closing.ts';

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
