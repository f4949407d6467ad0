import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_PARTS } from '../../session/limits.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import { onePiece } from '../../coordinator/attached.ts';
import { sendFrom } from './byteRange.ts';
import { CBOR_TYPE, frameOf } from '../wire/frame.ts';
import { sendProblem } from './problemReplies.ts';
import type { ServerOptions } from './serverOptions.ts';
import { describeSession } from './describeSession.ts';
import { awaited, WAIT_QUERY } from './waiting.ts';

/** Schema of the path parameter that names a session: its digest as 64 hexadecimal digits. */
export const SESSION_PARAMS = {
  type: 'object',
  properties: { digest: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
  required: ['digest'],
} as const;

/** Schema of the query parameter that names a part of a vector that is summed in parts. */
export const PART_QUERY: object = {
  part: {
    type: 'integer',
    minimum: 0,
    maximum: MAX_PARTS - 1,
    default: 0,
    description: 'the part of the vector, from 0, if it is summed in parts',
  },
};

/** The part that a request names; `undefined` if there is none, and then a problem has been sent. */
export function partIn(
  { view }: HostedSession,
  request: FastifyRequest,
  reply: FastifyReply,
): number | undefined {
  const { part = 0 } = request.query as { part?: number };
  if (part < view.parts) return part;
  sendProblem(reply, 'not-found', `the vector has parts 0 to ${view.parts - 1}`);
  return undefined;
}

/**
 * The session that a request names; `undefined` if there is none, and then a problem has been sent.
 */
export function sessionOf(
  { service }: Pick<ServerOptions, 'service'>,
  request: FastifyRequest,
  reply: FastifyReply,
): HostedSession | undefined {
  const { digest } = request.params as { digest: string };
  const hosted = service.find(digest);
  if (!hosted) sendProblem(reply, 'not-found', 'no session has this digest');
  return hosted;
}

/**
 * Adds the public routes: the sessions, their invitations and records, and the service's health.
 */
export function addPublicRoutes(app: FastifyInstance, options: ServerOptions): void {
  app.get('/healthz', { schema: { summary: 'The process is alive' } }, () => ({ ok: true }));

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether messages can be stored: 200, or 503 if the store does not respond',
      },
    },
    async () => {
      await options.service.check();
      return { ready: true };
    },
  );

  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());

  app.get('/v1/sessions', { schema: { summary: 'All sessions, the oldest first' } }, () => ({
    sessions: options.service.sessions.map(describeSession),
  }));

  app.get(
    '/v1/sessions/:digest',
    { schema: { summary: 'One session', params: SESSION_PARAMS } },
    (request, reply) => {
      const hosted = sessionOf(options, request, reply);
      return hosted ? describeSession(hosted) : reply;
    },
  );

  app.get(
    '/v1/sessions/:digest/invitation',
    {
      schema: {
        summary: 'The signed invitation, in a frame; of a vector in parts, that of one part',
        params: SESSION_PARAMS,
        querystring: { type: 'object', properties: PART_QUERY },
      },
    },
    (request, reply) => {
      const hosted = sessionOf(options, request, reply);
      const part = hosted && partIn(hosted, request, reply);
      return part === undefined
        ? reply
        : reply.type(CBOR_TYPE).send(Buffer.from(frameOf(hosted!.view.invitations[part]!)));
    },
  );

  app.get(
    '/v1/records/:digest',
    {
      schema: {
        summary:
          'A session’s record, or the file of all parts: 200 with it, 206 with the rest of it from the position in a Range header, 204 if there is none yet, 410 with the reason after an abort',
        params: SESSION_PARAMS,
        querystring: WAIT_QUERY,
      },
    },
    async (request, reply) => {
      const hosted = sessionOf(options, request, reply);
      if (!hosted) return reply;
      const end = await awaited(hosted.view, request, reply, () => hosted.view.end);
      if (end === undefined) return reply.code(204).send();
      if (end.kind === 'aborted') {
        const { code, message, culprit } = describeSession(hosted).abort!;
        return sendProblem(reply, 'gone', message, { check: code, culprit });
      }
      void reply.header('cache-control', 'public, max-age=31536000, immutable');
      return sendFrom(request, reply, onePiece(end.record));
    },
  );
}
