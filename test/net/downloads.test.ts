import { afterEach, describe, expect, it } from 'vitest';
import { PartialDownload } from '../../src/net/participant/partialDownload.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';

const all = Uint8Array.from({ length: 100 }, (_, i) => i);

/** A response that brings some of the bytes, and then breaks off unless it has brought the last. */
function response(from: number, to: number, range?: string): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (from < to) controller.enqueue(all.slice(from, (from += 10)));
      else if (to === all.length) controller.close();
      else controller.error(new TypeError('terminated'));
    },
  });
  return range === undefined
    ? new Response(body)
    : new Response(body, { status: 206, headers: { 'content-range': range } });
}

describe('PartialDownload', () => {
  const silent = (): void => undefined;

  it('puts a body together from what several connections brought', async () => {
    const partial = new PartialDownload();
    let pieces = 0;
    const heard = (): void => void (pieces += 1);
    await expect(partial.take(response(0, 30), heard)).rejects.toThrow('terminated');
    expect(partial.length).toBe(30);
    await expect(partial.take(response(30, 60, 'bytes 30-99/100'), heard)).rejects.toThrow();
    expect(await partial.take(response(60, 100, 'bytes 60-99/100'), heard)).toEqual(all);
    expect(pieces).toBe(10);
  });

  it('begins again where a server sends all of it', async () => {
    const partial = new PartialDownload();
    await expect(partial.take(response(0, 30), silent)).rejects.toThrow('terminated');
    expect(await partial.take(response(0, 100), silent)).toEqual(all);
  });

  it('takes no rest that begins elsewhere, and asks for everything then', async () => {
    const partial = new PartialDownload();
    await expect(partial.take(response(0, 30), silent)).rejects.toThrow('terminated');
    const elsewhere = partial.take(response(20, 100, 'bytes 20-99/100'), silent);
    await expect(elsewhere).rejects.toMatchObject({ passing: true });
    expect(partial.length).toBe(0);
  });
});

describe('a record', () => {
  let coordinator: HttpCoordinator;

  afterEach(async () => {
    await coordinator.stop();
  });

  it('is served whole, or from where a download broke', async () => {
    const setup = testSession(3);
    coordinator = await httpCoordinator(setup);
    const { session, roster, identities } = setup;
    await Promise.all(
      identities.map((identity, client) =>
        takePart({
          server: coordinator.server,
          fetch: globalThis.fetch,
          now: () => Date.now(),
          task: 'test',
          roster,
          identity,
          policy: policyFor(setup),
          ledger: memoryLedger(),
          input: () => testInput(session, client),
          random: seededRandom(seedOf(`download ${client}`)),
          kernel,
        }),
      ),
    );
    const url = new URL(`v1/records/${coordinator.hosted.id}`, coordinator.server);
    const get = async (range?: string): Promise<{ status: number; bytes: Uint8Array }> => {
      const answer = await fetch(url, range === undefined ? {} : { headers: { range } });
      return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) };
    };
    const whole = await get();
    expect(whole.status).toBe(200);
    expect(await get('bytes=100-')).toEqual({ status: 206, bytes: whole.bytes.slice(100) });
    // What cannot be gone on with is sent again.
    for (const range of [`bytes=${whole.bytes.length}-`, 'bytes=-5', 'bytes=1-2', 'lines=1-']) {
      expect(await get(range)).toEqual(whole);
    }
  });
});
