import type { FastifyInstance } from 'fastify';

/**
 * A `fetch` that a server in this process answers, without a network. Aborting `signal` also aborts
 * the request in the server.
 */
export function inProcessFetch(app: FastifyInstance): typeof globalThis.fetch {
  return async (request, { method = 'GET', headers, body, signal } = {}) => {
    signal?.throwIfAborted();
    const url = new URL(request instanceof Request ? request.url : request);
    const answer = await app.inject({
      method: method as 'GET' | 'POST' | 'PUT',
      url: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body instanceof Uint8Array && { payload: Buffer.from(body) }),
      ...(signal && { signal }),
    });
    const bodiless = [204, 304].includes(answer.statusCode);
    return new Response(bodiless ? null : new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    });
  };
}
