import { type AddressInfo, connect } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerUnreadable } from '../../src/net/server/problemReplies.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import type { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { testSession } from '../support/federation.ts';
import {
  CALLS,
  requireProblem,
  responseIn,
  SECRET,
  serviceOver,
  urlOf,
} from '../support/problems.ts';

let service: CoordinatorService;
let app: FastifyInstance;

beforeAll(async () => {
  ({ service } = await serviceOver(testSession(3)));
  app = await coordinatorServer({ service, now: () => Date.now() });
  await app.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await app.close();
  await service.stop();
});

/** What a server sends to a connection with some text. */
async function exchange(text: string): Promise<string> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.end(text);
  return (await socket.toArray()).join('');
}

describe('what arrives over a connection gets a problem', () => {
  it.each([
    ['without a host', 'GET /v1/sessions HTTP/1.1\r\n\r\n', 'malformed-request'],
    [
      'with an expectation that nobody knows, for the request itself',
      'GET /v1/nothing HTTP/1.1\r\nhost: a\r\nexpect: wonders\r\n\r\n',
      'not-found',
    ],
    ['that ends in its middle', 'GET /v1/sessions HTTP/1.1\r\nhost', 'malformed-request'],
    ['of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'malformed-request'],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'malformed-request'],
    ['of a later HTTP', 'GET / HTTP/3.0\r\nhost: a\r\n\r\n', 'malformed-request'],
    [
      'with headers that are too large',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      'malformed-request',
    ],
    [
      'with two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n',
      'malformed-request',
    ],
  ] as const)('%s', async (_, text, name) => {
    requireProblem(responseIn(await exchange(text)), name);
  });

  it('but HTTP/1.0 needs no host', async () => {
    expect(await exchange('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', 'request-timeout'],
    ['HPE_INVALID_METHOD', 'malformed-request'],
    ['HPE_HEADER_OVERFLOW', 'malformed-request'],
  ] as const)('or does not arrive: %s', async (code, name) => {
    const socket = new PassThrough().setEncoding('latin1');
    answerUnreadable(Object.assign(new Error(SECRET), { code }), socket as never);
    requireProblem(responseIn((await socket.toArray()).join('')), name);
  });
});

it('every route has a problem while the server stops', async () => {
  const stopping = await coordinatorServer({ service, now: () => Date.now() });
  let release = (): void => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  stopping.addHook('preClose', () => hold);
  const server = new URL(await stopping.listen({ host: '127.0.0.1', port: 0 }));
  const stopped = stopping.close();
  try {
    for (const [method, route] of [...CALLS, ['GET', '/nothing'] as const]) {
      const response = await fetch(new URL(urlOf(route), server), { method });
      const headers = Object.fromEntries(response.headers);
      const received = { statusCode: response.status, headers, body: await response.text() };
      requireProblem(received, 'unavailable');
    }
  } finally {
    release();
    await stopped;
  }
});
