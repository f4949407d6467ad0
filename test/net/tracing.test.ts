import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installedTracer } from '../../src/cli/tracing.ts';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import type { Span, SpanOptions, Tracer } from '../../src/net/service/tracer.ts';
import { type Exchange, exchange } from '../support/exchange.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';

/** A span as the stand-in kept it. */
interface KeptSpan {
  readonly name: string;
  readonly options: SpanOptions;
  readonly attributes: Record<string, string | number>;
  failed: boolean;
  /** When it ended; `now` if the caller left that to the tracer. */
  ended: number | 'now' | undefined;
}

/** Keeps spans in memory, in the order in which they began. */
class MemoryTracer implements Tracer {
  readonly spans: KeptSpan[] = [];

  startSpan(name: string, options: SpanOptions = {}): Span {
    const attributes = { ...options.attributes };
    const span: KeptSpan = { name, options, attributes, failed: false, ended: undefined };
    this.spans.push(span);
    return {
      setAttribute: (key, value) => (attributes[key] = value),
      setStatus: () => (span.failed = true),
      end: (time) => {
        expect(span.ended).toBeUndefined();
        span.ended = time ?? 'now';
      },
    };
  }
}

const setup = testSession(4);
let played: Exchange;
let folder: string;
let tracer: MemoryTracer;
let clock: number;

beforeAll(async () => {
  played = await exchange(setup);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-tracing-'));
  tracer = new MemoryTracer();
  clock = 1_000_000;
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function start(by: Tracer | undefined): Promise<CoordinatorService> {
  return CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: await openLevelStore(join(folder, 'store')),
    now: () => clock,
    tracer: by,
  });
}

/** Plays phases of the session, each of which lasts a second. */
async function play(service: CoordinatorService, phases: readonly string[]): Promise<void> {
  const hosted = await service.open(setup.session, setup.roster);
  for (const phase of CLIENT_PHASES.filter((name) => phases.includes(name))) {
    clock += 1000;
    for (const message of played.sent[phase].values()) await hosted.receive(message);
  }
}

describe('phases are traced', () => {
  it('by a span from their opening to their end, and one for the work of closing them', async () => {
    const service = await start(tracer);
    await play(service, CLIENT_PHASES);
    await service.stop();
    expect(tracer.spans.map(({ name }) => name)).toEqual(
      CLIENT_PHASES.flatMap((phase) => [`phase ${phase}`, `close ${phase}`]),
    );
    for (const [i, phase] of CLIENT_PHASES.entries()) {
      const [open, close] = tracer.spans.slice(2 * i);
      const attributes = {
        'veilsum.task': 'test',
        'veilsum.round': 1,
        'veilsum.phase': phase,
        'veilsum.answered': 4,
      };
      const startTime = 1_000_000 + 1000 * i;
      expect(open).toMatchObject({ options: { startTime }, attributes, ended: startTime + 1000 });
      const outcome = { 'veilsum.outcome': i === 4 ? 'published' : 'next' };
      expect(close).toMatchObject({ attributes: { ...attributes, ...outcome }, ended: 'now' });
    }
    expect(tracer.spans.some(({ failed }) => failed)).toBe(false);
  });

  it('and an abort is an error, named by its check', async () => {
    const service = await start(tracer);
    const hosted = await service.open(setup.session, setup.roster);
    await hosted.close('advertise');
    await service.stop();
    expect(tracer.spans.at(-1)).toMatchObject({
      name: 'close advertise',
      failed: true,
      attributes: { 'veilsum.outcome': 'quorum-present' },
    });
  });

  it('once: not when a process resumes the session', async () => {
    const first = await start(undefined);
    await play(first, ['advertise', 'share']);
    await first.stop();
    const second = await start(tracer);
    expect(tracer.spans).toEqual([]);
    await play(second, ['commit']);
    await second.stop();
    expect(tracer.spans.map(({ name }) => name)).toEqual(['phase commit', 'close commit']);
  });
});

describe('requests are traced', () => {
  it('by route and status, and without who asked', async () => {
    const service = await start(undefined);
    const { id } = await service.open(setup.session, setup.roster);
    const app = await coordinatorServer({
      service,
      now: () => clock,
      tracer,
      uploadFolder: folder,
    });
    const headers = {
      authorization: 'SECRET',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    for (const url of ['/healthz', `/v1/sessions/${id}/me`, '/nowhere?key=SECRET']) {
      await app.inject({ url, headers, remoteAddress: '192.0.2.7' });
    }
    const digest = '/v1/sessions/:digest/me';
    expect(tracer.spans).toMatchObject([
      { name: 'GET /healthz', attributes: { 'http.response.status_code': 200 } },
      {
        name: `GET ${digest}`,
        attributes: {
          'http.request.method': 'GET',
          'http.route': digest,
          'http.response.status_code': 401,
          'veilsum.session': id,
        },
      },
      { name: 'GET none', attributes: { 'http.response.status_code': 404 } },
    ]);
    expect(tracer.spans.every(({ options, ended }) => options.kind === 1 && ended === 'now')).toBe(
      true,
    );
    expect(JSON.stringify(tracer.spans)).not.toMatch(/SECRET|192\.0\.2\.7|0af76519/);
    await app.close();
    await service.stop();
  });

  it('as errors, if the service failed', async () => {
    const service = await start(undefined);
    const app = await coordinatorServer({
      service,
      now: () => clock,
      tracer,
      uploadFolder: folder,
    });
    await service.stop();
    const { statusCode } = await app.inject({ url: '/readyz' });
    expect(statusCode).toBe(503);
    expect(tracer.spans).toMatchObject([{ name: 'GET /readyz', failed: true }]);
    await app.close();
  });
});

describe('the tracer', () => {
  it('is that of the package, if it is installed', async () => {
    const found = await installedTracer();
    const span = found!.startSpan('phase commit', { attributes: { a: 1 }, startTime: 5 });
    expect(() => {
      span.setStatus({ code: 2 });
      span.setAttribute('b', 'c');
      span.end(7);
    }).not.toThrow();
  });

  it('does not exist without the package', async () => {
    const missing = Object.assign(new Error('missing'), { code: 'ERR_MODULE_NOT_FOUND' });
    expect(await installedTracer(() => Promise.reject(missing))).toBeUndefined();
  });

  it('is not left out for another reason', async () => {
    await expect(installedTracer(() => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
  });
});
