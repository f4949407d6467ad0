import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';

import { sendProblem } from './problemReplies.ts';
import { SESSION_PARAMS, sessionOf } from './publicRoutes.ts';
import { type ServerOptions, TaskError } from './serverOptions.ts';
import { describeSession } from './describeSession.ts';

/**
 * Adds the operator's routes, which need a token: opening a session, and ending a phase before its
 * deadline.
 */
export function addOperatorRoutes(app: FastifyInstance, options: ServerOptions): void {
  app.post(
    '/v1/sessions',
    { schema: { summary: 'Opens the session of a task; for the operator' } },
    async (request, reply) => {
      if (!isOperator(options.operatorToken, request.headers.authorization)) return denied(reply);
      if (!options.openTask)
        return sendProblem(reply, 'not-found', 'sessions cannot be opened over HTTP here');
      try {
        return describeSession(await options.openTask(request.body));
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
        return sendProblem(reply, 'malformed-request', error.message);
      }
    },
  );

  app.post(
    '/v1/sessions/:digest/close',
    {
      schema: {
        summary:
          'Ends the named phase if it is open; without a name, the open phase; for the operator',
        params: SESSION_PARAMS,
        querystring: {
          type: 'object',
          properties: { phase: { type: 'string', enum: [...CLIENT_PHASES] } },
        },
      },
    },
    async (request, reply) => {
      if (!isOperator(options.operatorToken, request.headers.authorization)) return denied(reply);
      const hosted = sessionOf(options, request, reply);
      if (!hosted) return reply;
      const { phase = hosted.view.phase } = request.query as { phase?: ClientPhase };
      if (phase !== 'ended') await hosted.close(phase);
      return describeSession(hosted);
    },
  );
}

function denied(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 'operator-only', 'send the operator’s token as a bearer token');
}

/**
 * Whether a header has the operator's token. Digests are compared, so that the time taken does not
 * depend on where the two differ.
 */
function isOperator(token: string | undefined, header: string | undefined): boolean {
  if (token === undefined || !header?.startsWith('Bearer ')) return false;
  const [shown, wanted] = [header.slice('Bearer '.length), token].map((text) =>
    sha256(new TextEncoder().encode(text)),
  );
  return equalBytes(shown!, wanted!);
}
