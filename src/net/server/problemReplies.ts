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

/** Sends a problem as the response, with the status of its type. */
export function sendProblem(
  reply: FastifyReply,
  name: ProblemName,
  detail: string,
  extras?: ProblemExtras,
): FastifyReply {
  if (name === 'unavailable') void reply.header('retry-after', AGAIN_SECONDS);
  return reply
    .code(PROBLEMS[name].status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemJson(name, detail, extras)));
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
    if (allowed.length === 0) return sendProblem(reply, 'not-found', 'there is nothing here');
    const methods = allowed.join(', ');
    return sendProblem(reply.header('allow', methods), 'wrong-method', `use ${methods}`);
  });
}

/**
 * Sends the problem for an error. The reason for an internal error or a failure of the store goes
 * to the log only.
 */
export function answerError(
  error: FastifyError | StoreError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof StoreError) {
    request.log.error(error);
    return sendProblem(reply, 'unavailable', 'the coordinator’s store does not answer');
  }
  const { statusCode = 500, message } = error;
  if (statusCode >= 400 && statusCode < 500) {
    return sendProblem(reply, nameOf(statusCode), message);
  }
  request.log.error(error);
  return sendProblem(reply, 'internal', 'the coordinator met with a fault; its log says which');
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
  const body = JSON.stringify(problemJson(name, title));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
