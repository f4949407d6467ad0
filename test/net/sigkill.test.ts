import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import {
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { serve, type Serving, writeServeFiles } from '../support/serving.ts';

const CLIENTS = 5;
const { identities, roster } = testSession(CLIENTS);
/**
 * Milliseconds that a coordinator lives where one starts in half a second, and longer where that takes longer: long enough to
 * take some messages, mostly too short for a phase.
 */
const LIVES = [60, 250, 20, 400, 120, 700, 40, 300, 180, 90];
/** So that the session ends even where every life is too short. */
const MOST_KILLS = 12;

let folder: string;
let serving: Serving;
/** How many times longer than half a second the last start took. */
let slowness = 1;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-sigkill-'));
  await writeServeFiles(folder, roster);
});

afterEach(async () => {
  await serving.kill();
  await rm(folder, { recursive: true });
});

async function start(listen: string): Promise<void> {
  const began = performance.now();
  serving = await serve(folder, join(folder, 'store'), listen);
  slowness = Math.max(1, (performance.now() - began) / 500);
}

function participate(client: number): ReturnType<typeof takePart> {
  const { session } = testSession(CLIENTS);
  return takePart({
    server: serving.url,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor({ session, roster }),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`sigkill ${client}`)),
    kernel,
  });
}

it(
  'a coordinator that is killed again and again ends the session with one record',
  { timeout: 120_000 },
  async () => {
    await start('127.0.0.1:0');
    const progress: { over: boolean } = { over: false };
    const ends = Promise.all(identities.map((_, client) => participate(client))).finally(() => {
      progress.over = true;
    });
    let kills = 0;
    while (!progress.over && kills < MOST_KILLS) {
      const life = LIVES[kills % LIVES.length]! * slowness;
      await new Promise((resolve) => setTimeout(resolve, life));
      await serving.kill();
      kills += 1;
      await start(serving.url.host);
    }
    expect(kills).toBeGreaterThan(3);
    const records = new Set<string>();
    for (const end of await ends) {
      if (end.kind !== 'published') throw new Error(`${end.code}: ${end.message}`);
      const { report } = end;
      expect(report.valid && report.included).toEqual([0, 1, 2, 3, 4]);
      const { session } = testSession(CLIENTS);
      expect(report.valid && [...report.sum]).toEqual([...plainSum(session, [0, 1, 2, 3, 4])]);
      records.add(Buffer.from(end.record).toString('hex'));
    }
    // The same bytes for everybody, and from the next process, too.
    await serving.kill();
    await start(serving.url.host);
    const [session] = (
      (await (await fetch(new URL('v1/sessions', serving.url))).json()) as {
        sessions: { digest: string }[];
      }
    ).sessions;
    const again = await fetch(new URL(`v1/records/${session!.digest}`, serving.url));
    records.add(Buffer.from(await again.arrayBuffer()).toString('hex'));
    expect(records.size).toBe(1);
  },
);
