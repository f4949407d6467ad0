import type { FastifyInstance } from 'fastify';
import { equalBytes, sha256 } from '../../crypto/tupleHash.ts';
import { SESSION_PARAMS, sessionOf } from './publicRoutes.ts';
import type { ServerOptions } from './serverOptions.ts';
import { sessionJson } from './sessionJson.ts';

/** What the operator does over HTTP, with a token: end a phase before its deadline. */
export function addOperatorRoutes(app: FastifyInstance, options: ServerOptions): void {
  app.post(
    '/v1/sessions/:digest/close',
    {
      schema: { summary: 'Ends the phase that is open; for the operator', params: SESSION_PARAMS },
    },
    async (request, reply) => {
      if (!isOperator(options.operatorToken, request.headers.authorization)) {
        return reply.code(401).send({ error: 'show the operator’s token as a bearer token' });
      }
      const hosted = sessionOf(options, request, reply);
      if (!hosted) return reply;
      const { phase } = hosted.view;
      if (phase !== 'ended') await hosted.close(phase);
      return sessionJson(hosted);
    },
  );
}

/** Compared by digests, so that the time says nothing of where the two differ. */
function isOperator(token: string | undefined, header: string | undefined): boolean {
  if (token === undefined || !header?.startsWith('Bearer ')) return false;
  const [shown, wanted] = [header.slice('Bearer '.length), token].map((text) =>
    sha256(new TextEncoder().encode(text)),
  );
  return equalBytes(shown!, wanted!);
}
