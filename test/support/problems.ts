import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { MemoryStore } from '../../src/attacks/harness/memoryStore.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import {
  PROBLEM_TYPE,
  problemName,
  type ProblemName,
  PROBLEMS,
} from '../../src/net/wire/problem.ts';
import { coordinator, kernel, type TestSession } from './federation.ts';

/** Every route, with its methods; a test compares it with the server's. */
export const ROUTES: Readonly<Record<string, readonly string[]>> = {
  '/': ['GET', 'HEAD'],
  '/operator.js': ['GET', 'HEAD'],
  '/operator.css': ['GET', 'HEAD'],
  '/openapi.json': ['GET', 'HEAD'],
  '/metrics': ['GET', 'HEAD'],
  '/healthz': ['GET', 'HEAD'],
  '/readyz': ['GET', 'HEAD'],
  '/v1/sessions': ['GET', 'HEAD', 'POST'],
  '/v1/sessions/:digest': ['GET', 'HEAD'],
  '/v1/sessions/:digest/invitation': ['GET', 'HEAD'],
  '/v1/sessions/:digest/me': ['GET', 'HEAD'],
  '/v1/sessions/:digest/messages': ['POST'],
  '/v1/sessions/:digest/messages/:phase': ['GET', 'HEAD'],
  '/v1/sessions/:digest/uploads/:phase/:envelope': ['GET', 'HEAD', 'PUT'],
  '/v1/sessions/:digest/evidence/:index': ['GET', 'HEAD'],
  '/v1/sessions/:digest/close': ['POST'],
  '/v1/records/:digest': ['GET', 'HEAD'],
};

/** Every route with each of its methods, without HEAD, whose responses have no body. */
export const CALLS: readonly (readonly [string, string])[] = Object.entries(ROUTES).flatMap(
  ([route, methods]) =>
    methods.filter((method) => method !== 'HEAD').map((method) => [method, route] as const),
);

/** A digest that nothing has. */
export const NOBODY: string = '0'.repeat(64);

/** Part of the messages of errors inside the coordinator, which no response may contain. */
export const SECRET = '/home/operator/store';

/** A well-formed URL of a route. */
export function urlOf(route: string, digest: string = NOBODY): string {
  return route
    .replace(':digest', digest)
    .replace('messages/:phase', 'messages/advertised')
    .replace(':phase', 'advertise')
    .replace(':envelope', NOBODY)
    .replace(':index', '0')
    .replace(/uploads.*/, '$&?offset=0&of=10');
}

/** A coordinator's service in memory, with one session. */
export async function serviceOver(
  setup: TestSession,
): Promise<{ readonly service: CoordinatorService; readonly hosted: HostedSession }> {
  const service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: new MemoryStore(),
    now: () => Date.now(),
  });
  return { service, hosted: await service.open(setup.session, setup.roster) };
}

/** A response as it arrived over a connection. */
export type Received = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'body'>;

/**
 * Requires that a response is a problem of a type, as RFC 9457 and the specification say, and that
 * it says nothing about the inside of the coordinator.
 *
 * @param extras - Its extension members.
 */
export function requireProblem(
  { statusCode, headers, body }: Received,
  name: ProblemName,
  extras: object = {},
): void {
  expect(headers['content-type']).toBe(PROBLEM_TYPE);
  const problem = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { type, detail } = problem;
  const { title, status } = PROBLEMS[name];
  expect(problem).toEqual({ type, title, status, detail, ...extras });
  expect(problemName(type)).toBe(name);
  expect(new URL(type as string).href).toBe(type);
  expect(statusCode).toBe(status);
  expect(detail).toMatch(/^\S.{8,}\S$/s);
  expect(detail).not.toBe(title);
  for (const inside of [SECRET, process.cwd(), 'node_modules']) expect(body).not.toContain(inside);
  expect(body).not.toMatch(/\bat \S+ \(|\.[jt]s:\d|"stack"/);
  // What HTTP wants in addition: RFC 9110 §11.6.1, §15.5.6 and §10.2.3.
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^(Veilsum|Bearer)$/);
  if (status === 405) expect(headers['allow']).toMatch(/[A-Z]{3}/);
  if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
}

/** Parses a response as it is sent, read as latin1 so that lengths are those of bytes. */
export function responseIn(text: string): Received {
  const [head = '', content = ''] = text.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const [name = '', value = ''] = field.split(/: (.*)/);
      return [name.toLowerCase(), value] as const;
    }),
  );
  expect(content.length).toBe(Number(headers['content-length']));
  expect(Date.parse(headers['date']!)).toBeGreaterThan(0);
  const body = Buffer.from(content, 'latin1').toString();
  return { headers, body, statusCode: Number(line.split(' ')[1]) };
}
