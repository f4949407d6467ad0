import type { FastifyInstance } from 'fastify';
import { evidenceOf, sessionOfFinding } from '../../record/evidence/evidence.ts';
import { CBOR_TYPE } from '../wire/frame.ts';
import { provenFindings } from './describeSession.ts';
import { sendProblem } from './problemReplies.ts';
import { SESSION_PARAMS, sessionOf } from './publicRoutes.ts';
import type { ServerOptions } from './serverOptions.ts';

/** Adds the route for evidence, which is public: anyone who has the roster can verify it. */
export function addEvidenceRoutes(app: FastifyInstance, options: ServerOptions): void {
  app.get(
    '/v1/sessions/:digest/evidence/:index',
    {
      schema: {
        summary: 'A file of evidence, by its place in the session’s list',
        params: {
          ...SESSION_PARAMS,
          properties: {
            ...SESSION_PARAMS.properties,
            index: { type: 'integer', minimum: 0, maximum: 1000 },
          },
        },
      },
    },
    (request, reply) => {
      const hosted = sessionOf(options, request, reply);
      if (!hosted) return reply;
      const { index } = request.params as { index: number };
      const finding = provenFindings(hosted.view)[index];
      const file = finding && evidenceOf(sessionOfFinding(hosted.parts, finding), finding);
      if (!file) return sendProblem(reply, 'not-found', 'there is no such evidence');
      return reply.type(CBOR_TYPE).send(Buffer.from(file));
    },
  );
}
