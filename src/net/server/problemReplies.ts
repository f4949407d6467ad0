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

/** Seconds after which a client may ask again. */
const AGAIN_SECONDS = 2;

/** Answers a request with a problem. */
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

/** Makes problems of what nobody answers: unknown places, wrong methods, requests that the framework turns down, and faults. */
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

/** Answers with what went wrong; where the coordinator itself is at fault, why is for the log alone. */
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

/** The type for a status that the framework chose. */
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

/** Answers what is no HTTP request, or did not arrive in time, and ends the connection. */
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
