import {
  createServer,
  type IncomingHttpHeaders,
  request as plainRequest,
  type Server,
} from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { CoordinatorApi } from '../../src/net/participant/coordinatorApi.ts';
import { PROBLEM_TYPE, problemName, PROBLEMS } from '../../src/net/wire/problem.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { type Participated, takePart } from '../../src/net/participant/takePart.ts';
import type { SearchStatus } from '../../src/net/participant/findSession.ts';
import type { Ledger } from '../../src/session/ledger.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';
import {
  identity,
  kernel,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';

const setup = testSession(3);
const { identities, roster, session } = setup;

let coordinator: HttpCoordinator;
beforeAll(async () => {
  coordinator = await httpCoordinator(setup);
});
afterAll(() => coordinator.stop());

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) server.close().closeAllConnections();
  servers = [];
});

/** A server that does something else than a coordinator. */
async function otherServer(
  answer: (url: string, headers: IncomingHttpHeaders) => Promise<Response> | Response,
): Promise<URL> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const response = await answer(incoming.url!, incoming.headers);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    })();
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return new URL(`http://127.0.0.1:${port}/`);
}

interface Tried {
  readonly end: Participated | Error;
  readonly claims: number;
  readonly milliseconds: number;
}

/** Takes part with a ledger that counts. */
async function attempt(
  server: URL,
  odd: {
    readonly now?: () => number;
    readonly round?: number;
    readonly task?: string;
    readonly onSearch?: (status: SearchStatus) => void;
    readonly signal?: AbortSignal;
    readonly by?: number;
  } = {},
): Promise<Tried> {
  let claims = 0;
  const ledger: Ledger = {
    admits: () => Promise.resolve(true),
    claim: () => {
      claims += 1;
      return Promise.resolve(false);
    },
  };
  const { by = 0, ...more } = odd;
  const began = performance.now();
  const end = await takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[by]!,
    policy: policyFor(setup),
    ledger,
    input: () => testInput(session, by),
    random: seededRandom(seedOf('problems')),
    kernel,
    ...more,
  }).catch((error: unknown) => error as Error);
  return { end, claims, milliseconds: performance.now() - began };
}

describe('an error under /v1', () => {
  const signed = (path: string, at = Date.now()): Promise<string> =>
    authorizationOf(identities[0]!, { method: 'GET', path }, new Uint8Array(0), at);

  it.each<[string, string, string, number]>([
    ['nothing there', 'GET', '/v1/nothing', 404],
    ['no such session', 'GET', `/v1/sessions/${'0'.repeat(64)}`, 404],
    ['another method', 'DELETE', '/v1/sessions', 405],
    ['a digest that is none', 'GET', '/v1/sessions/nonsense', 400],
    ['a wait beyond all patience', 'GET', `/v1/records/${'0'.repeat(64)}?wait=1000`, 400],
    ['an address that is none', 'GET', '/v1/sessions/%zz', 400],
    ['no operator', 'POST', '/v1/sessions', 401],
  ])('has one shape: %s', async (_, method, path, status) => {
    const response = await fetch(new URL(path, coordinator.server), { method });
    const problem = (await response.json()) as Record<string, unknown>;
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(PROBLEM_TYPE);
    const name = problemName(problem['type'])!;
    expect(problem).toEqual({
      type: `urn:veilsum:problem:${name}`,
      ...PROBLEMS[name],
      detail: expect.any(String) as string,
    });
    expect(PROBLEMS[name].status).toBe(status);
  });

  it.each<[string, Record<string, string>, string, number]>([
    ['a body of another type', { 'content-type': 'text/plain' }, 'x', 415],
    [
      'a body that is too large',
      { 'content-type': 'application/json' },
      `"${'x'.repeat(5000)}"`,
      413,
    ],
    ['a body that is no JSON', { 'content-type': 'application/json' }, '{', 400],
  ])('has it where the framework turns it down: %s', async (_, headers, body, status) => {
    const response = await fetch(new URL('/v1/sessions', coordinator.server), {
      method: 'POST',
      headers,
      body,
    });
    expect(await response.json()).toMatchObject({ status, detail: expect.any(String) as string });
    expect(response.headers.get('content-type')).toMatch(PROBLEM_TYPE);
  });

  it('names the methods that there are', async () => {
    const response = await fetch(new URL('/v1/sessions', coordinator.server), { method: 'DELETE' });
    expect(response.headers.get('allow')).toMatch(/GET.*POST/);
  });

  it('has it where there is no request at all', async () => {
    const socket = connect(Number(coordinator.server.port), '127.0.0.1');
    socket.setEncoding('utf8').end('nonsense\r\n\r\n');
    let answer = '';
    for await (const part of socket) answer += String(part);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*content-type: application\/problem\+json/s);
  });

  it('has it for requests whose signature is none of this request', async () => {
    const path = `/v1/sessions/${coordinator.hosted.id}/me`;
    const get = async (authorization: string): Promise<unknown> =>
      (await fetch(new URL(path, coordinator.server), { headers: { authorization } })).json();
    expect(await get(await signed(path))).toEqual({ client: 0, phase: 'advertise' });
    expect(await get(await signed(`/sum${path}`))).toMatchObject({
      type: 'urn:veilsum:problem:wrong-signature',
    });
    expect(await get(await signed(path, Date.now() - 200_000))).toMatchObject({
      type: 'urn:veilsum:problem:clock',
    });
    expect(await get('')).toMatchObject({ type: 'urn:veilsum:problem:not-signed' });
  });
});

describe('nothing is claimed, and nothing is waited for,', () => {
  it.each([
    ['ahead', 300_000, /the clock of this machine is (299|300|301) s ahead of the coordinator’s/],
    ['behind', -300_000, /the clock of this machine is (299|300|301) s behind the coordinator’s/],
  ])('where the clock is off: %s', async (_, off, says) => {
    const { end, claims } = await attempt(coordinator.server, { now: () => Date.now() + off });
    expect((end as Error).message).toMatch(says);
    expect(claims).toBe(0);
  });

  it('where a proxy changes the path', async () => {
    const proxy = await otherServer(async (url, { authorization = '' }) =>
      fetch(new URL(url.replace('/sum/', '/'), coordinator.server), { headers: { authorization } }),
    );
    const { end, claims } = await attempt(new URL('sum/', proxy));
    expect((end as Error).message).toMatch(/signature does not verify; if a proxy changes paths/);
    expect(claims).toBe(0);
  });

  it.each([301, 307])('where the address leads elsewhere: %s', async (status) => {
    const location = 'http://127.0.0.1:9/elsewhere?secret';
    const server = await otherServer(() => new Response(null, { status, headers: { location } }));
    const { end, claims, milliseconds } = await attempt(server);
    expect((end as Error).message).toContain('redirects to http://127.0.0.1:9/elsewhere, and');
    expect((end as Error).message).not.toContain('secret');
    expect(claims).toBe(0);
    expect(milliseconds).toBeLessThan(2000);
  });

  it.each<[string, () => Promise<URL> | URL, RegExp]>([
    ['no coordinator', () => otherServer(() => new Response('<h1>hello</h1>')), /not valid JSON/],
    [
      'nothing of the kind',
      () => otherServer(() => new Response('nothing', { status: 404 })),
      /404 nothing; this is not a response of a veilsum coordinator/,
    ],
    [
      'another list',
      () => otherServer(() => Response.json({ sessions: [null, { task: 5 }] })),
      /not a list of sessions/,
    ],
    [
      'a list without an end',
      () => otherServer(() => new Response(new Uint8Array(2 ** 24 + 1).fill(32))),
      /not of a size/,
    ],
    [
      'HTTP where TLS was expected',
      () => new URL(coordinator.server.href.replace('http:', 'https:')),
      /does not speak https .*which may start with http:\/\//,
    ],
    [
      'a port of another service',
      () => new URL('http://127.0.0.1:9/'),
      /port that belongs to another service/,
    ],
    ['no machine', () => new URL('http://nowhere.invalid/'), /no machine has this name/],
    [
      'a user and a password in the address',
      () => new URL('http://user:SECRET@127.0.0.1:8420/'),
      /without a user and a password, such as http:\/\/127\.0\.0\.1:8420\//,
    ],
  ])('where there is %s', async (_, where, says) => {
    const { end, claims, milliseconds } = await attempt(await where());
    expect((end as Error).message).toMatch(says);
    expect((end as Error).message).not.toContain('SECRET');
    expect(claims).toBe(0);
    expect(milliseconds).toBeLessThan(3000);
  });

  it('where a server of TLS is spoken to without', async () => {
    const silent = createServer();
    silent.on('connection', (socket) => socket.end());
    servers.push(silent);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const { end, milliseconds } = await attempt(new URL(`http://127.0.0.1:${port}/`));
    expect((end as Error).message).toMatch(/does not speak http .*which may start with https:/);
    // Asked a few times, because an overloaded coordinator closes connections, too.
    expect(milliseconds).toBeLessThan(9000);
  });

  it('but not where a busy coordinator closes the first connections', async () => {
    const { hostname, port } = coordinator.server;
    let closed = 0;
    const busy = createTcpServer((socket) => {
      if (closed < 3) {
        closed += 1;
        socket.end();
        return;
      }
      const onwards = connect(Number(port), hostname);
      socket.pipe(onwards).pipe(socket);
      socket.on('close', () => onwards.destroy());
    });
    busy.listen(0, '127.0.0.1').unref();
    await once(busy, 'listening');
    const { port: front } = busy.address() as { port: number };
    const { end } = await attempt(new URL(`http://127.0.0.1:${front}/`));
    expect(end).toMatchObject({ kind: 'abort', code: 'ledger' });
    expect(closed).toBe(3);
  });

  it('but with everything in order the round is', async () => {
    const { end, claims } = await attempt(coordinator.server);
    // The ledger of this test says no.
    expect(end).toMatchObject({ kind: 'abort', code: 'ledger' });
    expect(claims).toBe(1);
  });
});

describe('who waits is told for what', () => {
  it.each<[string, { task?: string; round?: number }, SearchStatus]>([
    ['an unknown task', { task: 'tset' }, { kind: 'no-task', tasks: ['test'] }],
    [
      'a round that is not there',
      { round: 7 },
      { kind: 'no-round', rounds: [session.parameters.round] },
    ],
  ])('%s, once', async (_, odd, status) => {
    const told: SearchStatus[] = [];
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort(new Error('enough'));
    }, 1500);
    const onSearch = (heard: SearchStatus): void => void told.push(heard);
    const { end } = await attempt(coordinator.server, { ...odd, onSearch, signal: stop.signal });
    expect(told).toEqual([status]);
    expect(end).toMatchObject({ message: 'enough' });
  });

  it('a round that is over; and with that very round asked for, nothing is waited for', async () => {
    const over = await httpCoordinator(testSession(3));
    try {
      await over.hosted.close('advertise');
      const told: SearchStatus[] = [];
      const stop = new AbortController();
      const onSearch = (heard: SearchStatus): void => {
        told.push(heard);
        stop.abort(new Error('enough'));
      };
      await attempt(over.server, { onSearch, signal: stop.signal });
      const { round } = session.parameters;
      expect(told).toEqual([{ kind: 'no-open-round', round, state: 'aborted' }]);
      expect((await attempt(over.server, { round })).end).toMatchObject({
        kind: 'gone',
        code: 'phase-bound',
        message: `round ${round} has ended (aborted) and can no longer be joined; join another round`,
      });
    } finally {
      await over.stop();
    }
  });
});

describe('a rejection', () => {
  it('by a check that this version does not know is no answer of a coordinator', async () => {
    const type = 'urn:veilsum:problem:refused';
    const body = JSON.stringify({ type, title: 'x', status: 422, detail: 'x', check: 'made-up' });
    const headers = { 'content-type': PROBLEM_TYPE };
    const server = await otherServer(() => new Response(body, { status: 422, headers }));
    const api = new CoordinatorApi({ server, fetch: globalThis.fetch, now: () => Date.now() });
    const sent = api.send('00'.repeat(32), identity('x'), { envelope: new Uint8Array(3) });
    await expect(sent).rejects.toThrow('a rejection by a check that this version knows');
  });
});

describe('a server that closes', () => {
  it('answers at once who waits for news, and ends within moments', async () => {
    const closing = await httpCoordinator(testSession(3));
    const waiting = fetch(new URL(`v1/records/${closing.hosted.id}?wait=25`, closing.server));
    const raw = plainRequest(new URL(`v1/records/${closing.hosted.id}?wait=25`, closing.server));
    raw.on('response', (response) => response.resume());
    const answered = once(raw.end(), 'response');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const began = performance.now();
    await closing.close();
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await waiting).status).toBe(204);
    const [response] = (await answered) as [{ statusCode: number; headers: IncomingHttpHeaders }];
    expect(response).toMatchObject({ statusCode: 204, headers: { connection: 'close' } });
    await closing.stop();
  });
});
