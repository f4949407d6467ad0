import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StoreError } from '../service/eventStore.ts';
import {
  PROBLEM_TYPE,
  type ProblemExtras,
  problemJson,
  type ProblemName,
  PROBLEMS,
} from '../wire/problem.ts';

/** Value of `Retry-After`, in seconds. */
const AGAIN_SECONDS = 2;

/** The authentication scheme that a route expects, which every 401 names (RFC 9110 §11.6.1). */
const CHALLENGES: Readonly<Partial<Record<ProblemName, string>>> = {
  'not-signed': 'Veilsum',
  'wrong-signature': 'Veilsum',
  clock: 'Veilsum',
  'operator-only': 'Bearer',
};

/** Sends a problem as the response, with the status of its type. */
export function sendProblem(
  reply: FastifyReply,
  name: ProblemName,
  detail: string,
  extras?: ProblemExtras,
): FastifyReply {
  const challenge = CHALLENGES[name];
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  if (name === 'unavailable') void reply.header('retry-after', AGAIN_SECONDS);
  // As bytes: to text, the framework would add a charset, which the media type does not have.
  return reply
    .code(PROBLEMS[name].status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problemJson(name, detail, extras))));
}

/**
 * Makes problems of all other errors: unknown paths, wrong methods, requests that the framework
 * rejects, and internal errors.
 */
export function addProblemReplies(app: FastifyInstance): void {
  const places: { readonly method: string; readonly path: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replaceAll(/:[a-z]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) places.push({ method: one, path });
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const allowed = places.filter((place) => place.path.test(path)).map(({ method }) => method);
    if (allowed.length === 0) return sendProblem(reply, 'not-found', 'nothing has this path');
    const methods = allowed.join(', ');
    return sendProblem(
      reply.header('allow', methods),
      'wrong-method',
      `this path accepts ${methods}`,
    );
  });
}

/**
 * Sends the problem for an error. Only messages of the framework about the request are sent; the
 * reason for an internal error or a failure of the store goes to the log.
 */
export function answerError(
  error: FastifyError | StoreError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof StoreError) {
    request.log.error(error);
    return sendProblem(reply, 'unavailable', 'the coordinator’s store does not respond; try again');
  }
  const { code, statusCode = 500, message } = error;
  if (/^FST_/.test(code) && statusCode >= 400 && statusCode < 500) {
    return sendProblem(reply, nameOf(statusCode), message);
  }
  request.log.error(error);
  return sendProblem(reply, 'internal', 'the coordinator failed to answer; its log says why');
}

/** The problem type for a status that the framework has chosen. */
function nameOf(statusCode: number): ProblemName {
  const framework: readonly ProblemName[] = [
    'not-found',
    'wrong-method',
    'request-timeout',
    'length-required',
    'too-large',
    'wrong-media-type',
    'too-many',
  ];
  return framework.find((name) => PROBLEMS[name].status === statusCode) ?? 'malformed-request';
}

/**
 * Responds to input that is not valid HTTP, or that did not arrive in time, and closes the
 * connection.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const name = /TIMEOUT/.test(error.code ?? '') ? 'request-timeout' : 'malformed-request';
  const { status, title } = PROBLEMS[name];
  const detail =
    name === 'request-timeout'
      ? 'send the whole request in time'
      : 'send HTTP/1.1, with headers of at most 16 KiB';
  const body = JSON.stringify(problemJson(name, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? title}`,
    `date: ${new Date().toUTCString()}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
