import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinSession } from '../../src/client/join.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { TaskError } from '../../src/net/server/serverOptions.ts';
import type { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { StoreError } from '../../src/net/service/eventStore.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { CBOR_TYPE, frameOf } from '../../src/net/wire/frame.ts';
import { type ProblemName, PROBLEMS } from '../../src/net/wire/problem.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { sealEnvelope } from '../../src/wire/envelope.ts';
import {
  identity,
  kernel,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import {
  CALLS,
  NOBODY,
  requireProblem,
  ROUTES,
  SECRET,
  serviceOver,
  urlOf,
} from '../support/problems.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const OPERATOR = { authorization: 'Bearer operator' };

const setup = testSession(3);
const { session, identities, roster } = setup;

let folder: string;
let service: CoordinatorService;
let app: FastifyInstance;
let hosted: HostedSession;
let ended: HostedSession;
/** What goes wrong inside, while a test says so. */
let fault: Error | undefined;
const seen = new Set<ProblemName>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-problems-'));
  ({ service, hosted } = await serviceOver(setup));
  ended = await service.open(testSession(3, { round: 2 }).session, roster);
  await ended.close('advertise');
  app = await serverOf({});
});

afterAll(async () => {
  await app.close();
  await service.stop();
  await rm(folder, { recursive: true });
});

/** A server over the service, whose every call fails while there is a fault. */
async function serverOf(options: { allowedOrigins?: readonly string[] }): Promise<FastifyInstance> {
  const faulty = new Proxy(service, {
    get(target, name) {
      if (fault) throw fault;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const server = await coordinatorServer({
    service: faulty,
    now: () => Date.now(),
    operatorToken: 'operator',
    openTask: () => Promise.reject(fault ?? new TaskError('task: round: needs a number')),
    uploadFolder: folder,
    ...options,
  });
  await server.ready();
  return server;
}

/** Requires a problem, and notes its type. */
function requireSeen(response: LightMyRequestResponse, name: ProblemName, extras = {}): void {
  seen.add(name);
  requireProblem(response, name, extras);
}

function request(
  method: string,
  url: string,
  more: InjectOptions = {},
): Promise<LightMyRequestResponse> {
  return app.inject({ method: method as 'GET', url, ...more });
}

/** A request that a client signs. */
async function signedRequest(
  method: string,
  url: string,
  {
    body = new Uint8Array(0),
    at = Date.now(),
    by = identities[0]!,
    ...more
  }: InjectOptions & {
    body?: Uint8Array;
    at?: number;
    by?: Identity;
  } = {},
): Promise<LightMyRequestResponse> {
  const authorization = await authorizationOf(by, { method, path: url }, body, at);
  const headers = { authorization, 'content-type': CBOR_TYPE, ...more.headers };
  const payload = method === 'GET' ? {} : { payload: Buffer.from(body) };
  return request(method, url, { ...payload, ...more, headers });
}

/** A valid first message of client 0; another one for another seed. */
async function advertisement(seed: string): Promise<Uint8Array> {
  const joined = await joinSession({
    invitation: hosted.view.invitations[0]!,
    task: 'test',
    roster,
    identity: identities[0]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, 0),
    random: seededRandom(seedOf(seed)),
    kernel,
  });
  if (joined.kind === 'abort') throw new Error(joined.message);
  return frameOf(joined.output);
}

const routes = Object.keys(ROUTES);
const withDigest = routes.filter((route) => route.includes(':digest'));
const SIGNED = [
  ['GET', '/v1/sessions/:digest/me'],
  ['POST', '/v1/sessions/:digest/messages'],
  ['GET', '/v1/sessions/:digest/messages/:phase'],
  ['GET', '/v1/sessions/:digest/uploads/:phase/:envelope'],
  ['PUT', '/v1/sessions/:digest/uploads/:phase/:envelope'],
] as const;

describe('every error is a problem', () => {
  it('on every route that there is', () => {
    const lines = app.printRoutes({ commonPrefix: false }).split('\n');
    const methods = lines.flatMap((line) => /\(([A-Z, ]+)\)$/.exec(line)?.[1]?.split(', ') ?? []);
    expect(methods.sort()).toEqual(Object.values(ROUTES).flat().sort());
    for (const route of routes) {
      for (const method of ROUTES[route]!) {
        expect(app.hasRoute({ method: method, url: route }), route).toBe(true);
      }
    }
  });

  it.each(routes)('for a method that %s does not have', async (route) => {
    for (const method of METHODS.filter((one) => !ROUTES[route]!.includes(one))) {
      const response = await request(method, urlOf(route, hosted.id));
      requireSeen(response, 'wrong-method');
      expect(String(response.headers.allow).split(', ').sort()).toEqual([...ROUTES[route]!].sort());
    }
  });

  it.each(['/v1', '/v1/nothing', '/nothing', '/v1/sessions/a/b/c', '//', '/%2e%2e/etc/passwd'])(
    'for the unknown path %s',
    async (url) => {
      for (const method of METHODS) requireSeen(await request(method, url), 'not-found');
    },
  );

  it.each([
    ['an escape that is none', '/v1/sessions/%zz'],
    ['a name that is too long', `/v1/sessions/${'a'.repeat(400)}`],
  ])('for a path with %s', async (_, url) => {
    requireSeen(await request('GET', url), 'malformed-request');
  });

  it.each(withDigest)('for a session that %s does not find, or a name of none', async (route) => {
    for (const method of ROUTES[route]!.filter((one) => one !== 'HEAD')) {
      const more = { headers: OPERATOR };
      requireSeen(await request(method, urlOf(route, NOBODY), more), 'not-found');
      const malformed = await request(method, urlOf(route, 'nonsense'), more);
      // A body is announced before the framework validates the path.
      const byBody = method !== 'GET' && !route.endsWith('/close');
      requireSeen(malformed, byBody ? 'not-found' : 'malformed-request');
    }
  });

  it('for parameters of another form', async () => {
    const of = `/v1/sessions/${hosted.id}`;
    for (const url of [
      `${of}/messages/nonsense`,
      `${of}/messages/advertised?wait=1000`,
      `${of}/uploads/nonsense/${NOBODY}`,
      `${of}/uploads/advertise/nonsense`,
      `${of}/evidence/-1`,
      `${of}/evidence/nonsense`,
      `/v1/records/${hosted.id}?wait=-1`,
    ]) {
      requireSeen(await request('GET', url), 'malformed-request');
    }
    const phase = await request('POST', `${of}/close?phase=nonsense`, { headers: OPERATOR });
    requireSeen(phase, 'malformed-request');
    requireSeen(await request('GET', `${of}/evidence/7`), 'not-found');
  });

  it.each(SIGNED)('for a request that is not well signed: %s %s', async (method, route) => {
    const url = urlOf(route, hosted.id);
    const body = method === 'GET' ? new Uint8Array(0) : Uint8Array.of(1, 2);
    const more = { headers: { 'content-type': CBOR_TYPE }, payload: Buffer.from(body) };
    requireSeen(await request(method, url, method === 'GET' ? {} : more), 'not-signed');
    const at = Date.now() - 200_000;
    requireSeen(await signedRequest(method, url, { body, at }), 'clock');
    const by = identity('stranger');
    requireSeen(await signedRequest(method, url, { body, by }), 'not-signed');
    const authorization = await authorizationOf(
      identities[0]!,
      { method, path: `/elsewhere${url}` },
      body,
      Date.now(),
    );
    const elsewhere = { headers: { ...more.headers, authorization } };
    const options = method === 'GET' ? elsewhere : { ...more, ...elsewhere };
    requireSeen(await request(method, url, options), 'wrong-signature');
    if (method === 'GET') return;
    const other = { body, payload: Buffer.from([3, 4]) };
    requireSeen(await signedRequest(method, url, other), 'wrong-signature');
  });

  it('for a request without the operator’s token', async () => {
    for (const url of ['/v1/sessions', `/v1/sessions/${hosted.id}/close`]) {
      for (const authorization of ['', 'Bearer wrong', 'Basic operator']) {
        const response = await request('POST', url, { headers: { authorization } });
        requireSeen(response, 'operator-only');
      }
    }
  });

  it('for a body that the operator should not send', async () => {
    const post = (payload: string, type = 'application/json'): Promise<LightMyRequestResponse> =>
      request('POST', '/v1/sessions', { headers: { ...OPERATOR, 'content-type': type }, payload });
    requireSeen(await post('{'), 'malformed-request');
    requireSeen(await post(''), 'malformed-request');
    requireSeen(await post('{"__proto__": 1}'), 'malformed-request');
    requireSeen(await post('{}'), 'malformed-request');
    requireSeen(await post(`"${'x'.repeat(5000)}"`), 'too-large');
    requireSeen(await post('x', 'text/plain'), 'wrong-media-type');
    requireSeen(await post('x', 'nonsense'), 'wrong-media-type');
  });

  it('for a message that is too large, of no stated length, or of another media type', async () => {
    const url = `/v1/sessions/${hosted.id}/messages`;
    const giant = { body: new Uint8Array(2 ** 20) };
    const check = { check: 'request-size' };
    requireSeen(await signedRequest('POST', url, giant), 'too-large', check);
    const upload = `/v1/sessions/${hosted.id}/uploads/advertise/${NOBODY}`;
    const chunk = { body: Uint8Array.of(1) };
    const put = (query: string, more = {}): Promise<LightMyRequestResponse> =>
      signedRequest('PUT', `${upload}${query}`, { ...chunk, ...more });
    requireSeen(await put('?offset=0&of=99999999'), 'too-large', check);
    requireSeen(await put('?offset=0'), 'malformed-request');
    requireSeen(await put('?offset=9&of=9'), 'malformed-request');
    requireSeen(await put('?offset=5&of=9'), 'wrong-offset', { offset: 0 });
    const payload = new PassThrough();
    payload.end('x');
    requireSeen(await signedRequest('POST', url, { payload }), 'length-required');
    const headers = { 'content-type': 'text/plain' };
    requireSeen(await signedRequest('POST', url, { ...chunk, headers }), 'wrong-media-type');
  });

  it('for a message that is malformed, rejected, late, or one too many', async () => {
    const url = `/v1/sessions/${hosted.id}/messages`;
    const send = (body: Uint8Array): Promise<LightMyRequestResponse> =>
      signedRequest('POST', url, { body });
    requireSeen(await send(Uint8Array.of(1, 2, 3)), 'malformed-request');
    const envelope = (type: 'advertise' | 'commit', filler: number): Uint8Array => {
      const body = new Uint8Array(100).fill(filler);
      return frameOf({ envelope: sealEnvelope(identities[0]!, session.digest, type, 0, body) });
    };
    const late = { check: 'phase-bound' };
    requireSeen(await send(envelope('commit', 0)), 'wrong-phase', late);
    const refused = await send(envelope('advertise', 0));
    requireSeen(refused, 'refused', { check: 'well-formed' });
    expect((await send(await advertisement('first'))).statusCode).toBe(200);
    const second = await send(await advertisement('second'));
    requireSeen(second, 'refused', { check: 'one-envelope' });
    const upload = `/v1/sessions/${hosted.id}/uploads/commit/${NOBODY}?offset=0&of=9`;
    const body = Uint8Array.of(1);
    requireSeen(await signedRequest('PUT', upload, { body }), 'wrong-phase', late);
  });

  it('for more bodies than one client may send at once', async () => {
    const url = `/v1/sessions/${hosted.id}/messages`;
    const body = Uint8Array.of(1, 2, 3);
    const headers = { 'content-length': '3' };
    const stalled = [new PassThrough(), new PassThrough()];
    const pending = stalled.map((payload) =>
      signedRequest('POST', url, { body, payload, headers }),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    requireSeen(await signedRequest('POST', url, { body }), 'too-many');
    for (const payload of stalled) payload.end(body);
    for (const response of await Promise.all(pending)) {
      requireSeen(response, 'malformed-request');
    }
  });

  it('for what an aborted session will never provide', async () => {
    const check = 'quorum-present';
    requireSeen(await request('GET', `/v1/records/${ended.id}`), 'gone', { check });
    const url = `/v1/sessions/${ended.id}/messages/advertised`;
    requireSeen(await signedRequest('GET', url), 'gone', { check });
  });

  it.each(CALLS)('for a fault inside: %s %s', async (method, route) => {
    const more = { headers: { ...OPERATOR, 'content-type': 'application/json' } };
    const failing = (): Promise<LightMyRequestResponse> =>
      request(method, urlOf(route, hosted.id), method === 'GET' ? {} : { ...more, payload: '{}' });
    // These neither use the service nor the store.
    const alone = /^\/(operator\.\w+|openapi\.json|healthz)?$/.test(route);
    try {
      for (const [error, name] of [
        [new Error(`ENOENT: ${SECRET}`), 'internal'],
        [new TypeError(`${SECRET} is not a function`), 'internal'],
        [Object.assign(new Error(SECRET), { statusCode: 404 }), 'internal'],
        [new StoreError(`${SECRET}: the store cannot be used`), 'unavailable'],
      ] as const) {
        fault = error;
        const response = await failing();
        if (alone) expect(response.statusCode).toBe(200);
        else requireSeen(response, name);
      }
    } finally {
      fault = undefined;
    }
  });

  it('for a preflight request that is none', async () => {
    const cors = await serverOf({ allowedOrigins: ['https://sum.example.org'] });
    for (const url of ['/v1/sessions', '/v1/nothing', '/']) {
      const response = await cors.inject({ method: 'OPTIONS', url });
      expect(response.statusCode).toBe(204);
    }
    requireSeen(await cors.inject({ method: 'GET', url: '/v1/nothing' }), 'not-found');
    await cors.close();
  });

  it('of every type that there is', () => {
    // Of these, test/net/problemConnections.test.ts has examples.
    const elsewhere: readonly string[] = ['request-timeout'];
    const all = Object.keys(PROBLEMS).filter((name) => !elsewhere.includes(name));
    expect([...seen].sort()).toEqual(all.sort());
  });
});
