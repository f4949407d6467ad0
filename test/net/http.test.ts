import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { frameOf } from '../../src/net/wire/frame.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { TaskError } from '../../src/net/server/serverOptions.ts';
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

const setup = testSession(5, { deadlines: [0, 3000, 3000, 3000, 3000] });
const { session, roster, identities } = setup;

let folder: string;
let service: CoordinatorService;
let app: FastifyInstance;
let server: URL;
let hosted: HostedSession;
let ticking: ReturnType<typeof setInterval>;

/** Starts the coordinator over the folder, on the port that it had before. */
async function start(port = 0): Promise<void> {
  const store = await openLevelStore(folder);
  service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store,
    now: () => Date.now(),
  });
  app = await coordinatorServer({
    service,
    now: () => Date.now(),
    operatorToken: 'operator',
    openTask: (task) => {
      const { round } = task as { round?: unknown };
      if (round !== 2) throw new TaskError('task: round: 2 is wanted');
      return service.open(testSession(5, { round }).session, roster);
    },
  });
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server = new URL(`http://127.0.0.1:${address.port}/`);
  ticking = setInterval(() => void service.closeDue(), 100);
}

async function stop(): Promise<void> {
  clearInterval(ticking);
  app.server.closeAllConnections();
  await app.close();
  await service.stop();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-http-'));
  await start();
  hosted = await service.open(session, roster);
});

afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

/** One client from beginning to end; `signal` makes it fall silent. */
function participate(client: number, signal?: AbortSignal): Promise<Participated> {
  return takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    signal,
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`http ${client}`)),
    kernel,
  });
}

describe('a session over HTTP', () => {
  it('ends with a record that everyone has verified with its own commitment in it', async () => {
    const ends = await Promise.all(identities.map((_, client) => participate(client)));
    for (const end of ends) {
      if (end.kind !== 'published') throw new Error(end.message);
      expect(end.report.valid && [...end.report.sum]).toEqual([
        ...plainSum(session, [0, 1, 2, 3, 4]),
      ]);
      expect(end.report.checks.find(({ check }) => check === 'mine')?.verdict).toBe('passed');
    }
  });

  it('survives a participant that goes away and a coordinator that is started again', async () => {
    const leaving = new AbortController();
    const others = [0, 1, 2, 3].map((client) => participate(client));
    const gone = participate(4, leaving.signal).catch((error: unknown) => error);
    while (hosted.view.phase !== 'commit') await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort(new Error('left'));
    const port = Number(server.port);
    await stop();
    await start(port);
    expect(await gone).toMatchObject({ message: 'left' });
    for (const end of await Promise.all(others)) {
      if (end.kind !== 'published') throw new Error(end.message);
      if (!end.report.valid) throw new Error('the record does not verify');
      expect([...end.report.sum]).toEqual([...plainSum(session, end.report.included)]);
      expect(end.report.included).toEqual(expect.arrayContaining([0, 1, 2, 3]));
    }
  });

  it('tells everyone why it was aborted', async () => {
    const waiting = participate(0);
    while (hosted.view.phases[0]!.accepted === 0) await new Promise((r) => setTimeout(r, 5));
    const url = new URL(`v1/sessions/${hosted.id}/close`, server);
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    const headers = { authorization: 'Bearer operator' };
    const closed = await fetch(url, { method: 'POST', headers });
    expect(await closed.json()).toMatchObject({
      state: 'aborted',
      abort: { code: 'quorum-present' },
    });
    expect(await waiting).toMatchObject({ kind: 'gone', code: 'quorum-present' });
    expect((await fetch(new URL(`v1/records/${hosted.id}`, server))).status).toBe(410);
  });
});

describe('the operator', () => {
  const ask = (path: string, body?: object, token = 'operator'): Promise<Response> =>
    fetch(new URL(path, server), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });

  it('opens a session from a task, or is told what is wrong with it', async () => {
    expect((await ask('v1/sessions', { round: 2 }, 'guessed')).status).toBe(401);
    expect(service.sessions).toHaveLength(1);
    const opened = await ask('v1/sessions', { round: 2 });
    expect(await opened.json()).toMatchObject({ round: 2, state: 'advertise' });
    expect(service.sessions).toHaveLength(2);
    const refused = await ask('v1/sessions', { round: 3 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ detail: 'task: round: 2 is wanted' });
    expect((await ask('v1/sessions', { filler: 'x'.repeat(10_000) })).status).toBe(413);
  });

  it('ends the phase that it names, and no other', async () => {
    const named = await ask(`v1/sessions/${hosted.id}/close?phase=commit`);
    expect(await named.json()).toMatchObject({ state: 'advertise' });
    const open = await ask(`v1/sessions/${hosted.id}/close?phase=advertise`);
    expect(await open.json()).toMatchObject({ state: 'aborted' });
  });
});

describe('requests', () => {
  const post = async (
    body: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(new URL(`v1/sessions/${hosted.id}/messages`, server), {
      method: 'POST',
      headers: { 'content-type': 'application/cbor', ...headers },
      body: body as Uint8Array<ArrayBuffer>,
    });
    return { status: response.status, body: await response.json() };
  };
  const signed = async (
    body: Uint8Array,
    by = identities[0]!,
    at = Date.now(),
  ): Promise<Record<string, string>> => ({
    authorization: await authorizationOf(
      by,
      { method: 'POST', path: `/v1/sessions/${hosted.id}/messages` },
      body,
      at,
    ),
  });

  it('are answered only when somebody on the roster signed this very request, now', async () => {
    const body = frameOf({ envelope: new Uint8Array(10) });
    expect((await post(body)).status).toBe(401);
    expect((await post(body, await signed(body, identity('a stranger')))).status).toBe(401);
    expect((await post(body, await signed(new Uint8Array(3)))).status).toBe(401);
    expect(
      (await post(body, await signed(body, identities[0], Date.now() - 300_000))).body,
    ).toMatchObject({
      type: 'urn:veilsum:problem:clock',
      detail: 'the request’s time is more than two minutes off; set the clock',
    });
    expect(await post(body, await signed(body))).toMatchObject({
      status: 422,
      body: { type: 'urn:veilsum:problem:refused', check: 'well-formed' },
    });
  });

  it('that are malformed, too large or lead nowhere get a status and a sentence', async () => {
    const garbage = new Uint8Array(100).fill(0xff);
    expect((await post(garbage, await signed(garbage))).status).toBe(400);
    const large = frameOf({ envelope: new Uint8Array(2 ** 20) });
    expect((await post(large, await signed(large))).status).toBe(413);
    const at = (path: string): Promise<Response> => fetch(new URL(path, server));
    expect((await at(`v1/sessions/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await at('v1/sessions/nonsense')).status).toBe(400);
    expect((await at(`v1/sessions/${hosted.id}/messages/shared`)).status).toBe(401);
    expect((await at(`v1/records/${hosted.id}`)).status).toBe(204);
    expect((await at(`v1/records/${hosted.id}?wait=1000`)).status).toBe(400);
  });

  it('for health, figures and the interface are answered', async () => {
    const text = async (path: string): Promise<string> =>
      (await fetch(new URL(path, server))).text();
    expect(await text('healthz')).toBe('{"ok":true}');
    expect(await text('readyz')).toBe('{"ready":true}');
    const metrics = await text('metrics');
    expect(metrics).toContain('veilsum_sessions{state="advertise"} 1');
    // Nobody can be told from anybody else.
    for (const { publicKey } of identities) expect(metrics).not.toContain(publicKey.toHex());
    expect(JSON.parse(await text('openapi.json'))).toMatchObject({
      openapi: expect.any(String) as string,
      paths: { '/v1/records/{digest}': expect.any(Object) as object },
    });
  });
});
