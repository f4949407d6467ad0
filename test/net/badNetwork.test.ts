import { afterEach, beforeEach, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { type Participated, takePart } from '../../src/net/participant/takePart.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { type Badness, badNetwork, type BadNetwork } from '../support/badNetwork.ts';
import {
  kernel,
  plainSum,
  policyFor,
  seedOf,
  testInput,
  type TestSession,
  testSession,
} from '../support/federation.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';

const CLIENTS = 10;
const SIZE = { length: 100_000, bound: 32_767, rowLength: 4096 };
const CHUNK_BYTES = 2 ** 16;

let coordinator: HttpCoordinator;
let networks: BadNetwork[];

beforeEach(() => {
  networks = [];
});

afterEach(async () => {
  await Promise.all(networks.map((network) => network.close()));
  await coordinator.stop();
});

/** Numbers in [0, 1) that are the same in every run. */
function draws(label: string): () => number {
  const random = seededRandom(seedOf(label));
  return () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32;
}

async function network(badness: Badness): Promise<BadNetwork> {
  const bad = await badNetwork(coordinator.server, badness);
  networks.push(bad);
  return bad;
}

function participate(
  { session, roster, identities }: TestSession,
  client: number,
  server: URL,
): Promise<Participated> {
  return takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    chunkBytes: CHUNK_BYTES,
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor({ session, roster }),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`bad network ${client}`)),
    kernel,
  });
}

function expectSum({ session }: TestSession, end: Participated, inputs: readonly number[]): void {
  if (end.kind !== 'published') throw new Error(end.message);
  if (!end.report.valid) throw new Error('the record does not verify');
  expect(end.report.included).toEqual(inputs);
  expect(end.report.sum).toEqual(plainSum(session, inputs));
}

const everyone = Array.from({ length: CLIENTS }, (_, client) => client);

it('a session over a line that is slow, late and breaks in the middle of bodies has the right sum', async () => {
  const setup = testSession(CLIENTS, SIZE);
  coordinator = await httpCoordinator(setup);
  const draw = draws('line');
  const bad = await network({
    latencyMs: 30,
    jitterMs: 40,
    bytesPerSecond: 1_000_000,
    // A payload is about 290 KB, and a record as large: neither gets through over one connection.
    breaksAfter: () => 50_000 + draw() * 200_000,
    draw,
  });
  const ends = await Promise.all(everyone.map((client) => participate(setup, client, bad.url)));
  for (const end of ends) expectSum(setup, end, everyone);
  const { up, down } = bad.carried();
  console.log(
    `${bad.broken()} connections broke; ${(up / 1e6).toFixed(1)} MB went up, ${(down / 1e6).toFixed(1)} MB down`,
  );
  expect(bad.broken()).toBeGreaterThan(2 * CLIENTS);
  // What was acknowledged is not sent again: a broken connection costs a chunk at most.
  const { bytes } = coordinator.hosted.view.phases[2]!;
  expect(up).toBeLessThan(bytes + bad.broken() * 1.5 * CHUNK_BYTES + 500_000);
}, 120_000);

it('a coordinator that forgets chunks as it starts again gets them again', async () => {
  const setup = testSession(3, SIZE);
  coordinator = await httpCoordinator(setup);
  const bad = await network({ bytesPerSecond: 100_000 });
  const ends = [0, 1, 2].map((client) => participate(setup, client, bad.url));
  // Chunks are on their way as it stops.
  while (coordinator.hosted.view.phase !== 'commit') await pause(10);
  const before = bad.carried().up;
  while (bad.carried().up < before + 2.5 * CHUNK_BYTES) await pause(10);
  await coordinator.restart();
  for (const end of await Promise.all(ends)) expectSum(setup, end, [0, 1, 2]);
}, 120_000);

it('who is too slow for a phase is told so, and the session goes on', async () => {
  const deadlines = [0, 20_000, 12_000, 20_000, 20_000] as const;
  const setup = testSession(CLIENTS, { ...SIZE, deadlines });
  coordinator = await httpCoordinator(setup);
  const [good, slow] = [
    await network({ latencyMs: 10, jitterMs: 10 }),
    await network({ bytesPerSecond: 10_000 }),
  ];
  const late = 3;
  const ends = await Promise.all(
    everyone.map((client) => participate(setup, client, client === late ? slow.url : good.url)),
  );
  const others = everyone.filter((client) => client !== late);
  for (const client of others) expectSum(setup, ends[client]!, others);
  expect(ends[late]).toMatchObject({ kind: 'refused', code: 'phase-bound' });
}, 120_000);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
