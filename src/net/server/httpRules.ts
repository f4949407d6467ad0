import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problemReplies.ts';

/**
 * Applies two rules of HTTP that Node would otherwise enforce itself, with empty responses that are
 * not problems: a request must name its host (RFC 9112 §3.2), and expectations other than
 * 100-continue are ignored (RFC 9110 §10.1.1 allows that). The server must be created with
 * `requireHostHeader: false`.
 */
export function addHttpRules(app: FastifyInstance): void {
  app.server.on('checkExpectation', (request, response) => {
    app.server.emit('request', request, response);
  });
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (raw.headers.host !== undefined || raw.httpVersion === '1.0') done();
    else sendProblem(reply.header('connection', 'close'), 'malformed-request', 'add a Host header');
  });
}
