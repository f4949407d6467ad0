import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { type Participated, takePart } from '../../src/net/participant/takePart.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import {
  coordinator,
  identity,
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';

const setup = testSession(6, { deadlines: [12_000, 20_000, 20_000, 20_000, 20_000] });
const { session, roster, identities } = setup;

/** The last one on the roster attacks. */
const HONEST = [0, 1, 2, 3, 4];

let folder: string;
let service: CoordinatorService;
let app: FastifyInstance;
let server: URL;
let hosted: HostedSession;
let ticking: ReturnType<typeof setInterval>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-load-'));
  const now = (): number => Date.now();
  const store = await openLevelStore(folder);
  service = await CoordinatorService.start({ identity: coordinator, kernel, store, now });
  app = await coordinatorServer({ service, now });
  server = new URL(`${await app.listen({ host: '127.0.0.1', port: 0 })}/`);
  hosted = await service.open(session, roster);
  ticking = setInterval(() => void service.closeDue(), 100);
});

afterEach(async () => {
  clearInterval(ticking);
  app.server.closeAllConnections();
  await app.close();
  await service.stop();
  await rm(folder, { recursive: true });
});

function participate(client: number): Promise<Participated> {
  return takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`load ${client}`)),
    kernel,
  });
}

const messages = (): string => `/v1/sessions/${hosted.id}/messages`;

/** A connection that is written to by hand; what came back, once it is closed. */
function raw(text: string): { socket: Socket; closed: Promise<string> } {
  const socket = connect(Number(server.port), server.hostname);
  let answer = '';
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => (answer += part));
  // A reset is an end as well.
  socket.on('error', () => undefined);
  socket.write(text);
  return {
    socket,
    closed: new Promise((resolve) =>
      socket.on('close', () => {
        resolve(answer);
      }),
    ),
  };
}

function head(length: string, authorization?: string): string {
  return [
    `POST ${messages()} HTTP/1.1`,
    'host: coordinator',
    'content-type: application/cbor',
    length,
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
    '\r\n',
  ].join('\r\n');
}

const signedBy = (who: Parameters<typeof authorizationOf>[0], body: Uint8Array): Promise<string> =>
  authorizationOf(who, { method: 'POST', path: messages() }, body, Date.now());

describe('a request is turned down by its headers alone', () => {
  const GIGABYTE = 'content-length: 1000000000';

  it.each([
    [
      'a body beyond the session’s limit',
      413,
      () => signedBy(identities[0]!, new Uint8Array(9)),
      GIGABYTE,
    ],
    [
      'no length',
      411,
      () => signedBy(identities[0]!, new Uint8Array(9)),
      'transfer-encoding: chunked',
    ],
    ['no signature', 401, () => Promise.resolve(undefined), 'content-length: 1000'],
    [
      'a stranger’s signature',
      401,
      () => signedBy(identity('stranger'), new Uint8Array(9)),
      'content-length: 1000',
    ],
    [
      'a member’s key under a signature of something else',
      401,
      async () =>
        (await signedBy(identities[0]!, new Uint8Array(9)))
          .replace(/body=./, 'body=0')
          .replace(/at=(\d+)\d/, 'at=$10'),
      'content-length: 1000',
    ],
  ])('with %s: %i', async (_, status, authorization, length) => {
    // No byte of the body is ever sent, and the answer is there all the same.
    const { closed } = raw(head(length, await authorization()));
    expect(await closed).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('beyond the messages that one client may have on their way: 429', async () => {
    const body = new Uint8Array(9);
    const under = [0, 1].map(async () =>
      raw(head('content-length: 9', await signedBy(identities[0]!, body))),
    );
    const waiting = await Promise.all(under);
    await pause(300);
    const third = raw(head('content-length: 9', await signedBy(identities[0]!, body)));
    expect(await third.closed).toMatch(/^HTTP\/1.1 429 /);
    // Others are not held up, and the client itself is not once the two are over.
    const other = raw(head('content-length: 9', await signedBy(identities[1]!, body)));
    await pause(300);
    expect(other.socket.closed).toBe(false);
    for (const { socket } of [...waiting, other]) socket.destroy();
    await pause(100);
    const later = raw(
      `${head('connection: close\r\ncontent-length: 9', await signedBy(identities[0]!, body))}123456789`,
    );
    expect(await later.closed).toMatch(/^HTTP\/1.1 401 /);
  });

  it('with a body of another digest than the signed one: 401, and nothing is kept', async () => {
    const header = await signedBy(identities[0]!, new Uint8Array(9));
    const { closed } = raw(`${head('connection: close\r\ncontent-length: 9', header)}somethin9`);
    expect(await closed).toMatch(/not the one that was signed/);
    expect(hosted.view.rejectedMessages).toBe(0);
  });
});

describe('under attack', () => {
  it('a session of honest participants ends with the right sum', async () => {
    let attacking = true;
    const statuses = new Map<number, number>();
    const flood = async (init: () => RequestInit | Promise<RequestInit>): Promise<void> => {
      while (attacking) {
        const response = await fetch(new URL(messages(), server), await init()).catch(
          () => undefined,
        );
        if (response) {
          statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
          await response.arrayBuffer().catch(() => undefined);
        }
        await pause(20);
      }
    };
    const cbor = { 'content-type': 'application/cbor' };
    const garbage = new Uint8Array(1000).fill(0xff);
    const floods = [
      ...[1, 2, 3, 4].map(() => flood(() => ({ method: 'POST', headers: cbor, body: garbage }))),
      flood(() => ({ method: 'POST', headers: cbor, body: new Uint8Array(2 ** 20) })),
      flood(() => ({
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"a":'.repeat(1000),
      })),
      // A member that floods with what it signed: malformed frames.
      ...[1, 2].map(() =>
        flood(async () => ({
          method: 'POST',
          headers: { ...cbor, authorization: await signedBy(identities[5]!, garbage) },
          body: garbage,
        })),
      ),
    ];
    // A letter a second, for ever; some stop in the headers, some in the body.
    const slow = await Promise.all(
      Array.from({ length: 100 }, async (_, i) =>
        raw(
          i % 2 === 0
            ? `POST ${messages()} HTTP/1.1\r\nhost: a\r\nx-slow: `
            : head('content-length: 1000', await signedBy(identities[5]!, garbage)),
        ),
      ),
    );
    const dripping = setInterval(() => {
      for (const { socket } of slow) if (!socket.destroyed) socket.write('a');
    }, 1000);
    const before = process.memoryUsage().rss;

    const ends = await Promise.all(HONEST.map(participate));
    console.log('the session has ended under attack');
    // Slow headers are cut off within the headers' time and one look more.
    await Promise.all(slow.filter((_, i) => i % 2 === 0).map(({ closed }) => closed));
    attacking = false;
    clearInterval(dripping);
    for (const { socket } of slow) socket.destroy();
    await Promise.all(floods);

    for (const end of ends) {
      if (end.kind !== 'published') throw new Error(end.message);
      expect(end.report.valid && [...end.report.sum]).toEqual([...plainSum(session, HONEST)]);
    }
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    console.log(
      `answers to attackers by status: ${JSON.stringify([...statuses])}; memory grew by ${grown.toFixed(0)} MiB`,
    );
    expect([...statuses.keys()].every((status) => status >= 400 && status < 500)).toBe(true);
    expect(statuses.get(401)).toBeGreaterThan(50);
    expect(grown).toBeLessThan(300);
  }, 120_000);
});
