/** Coordinators that are killed while they sum a vector in parts: one over a folder, and two that share a database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../src/crypto/hex.ts';
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { isEnd } from '../../src/net/service/event.ts';
import { openPostgresStore } from '../../src/net/service/postgres/postgresStore.ts';
import type { SessionJson } from '../../src/net/wire/sessionJson.ts';
import { draft, sessions, setup } from '../support/parts.ts';
import { HeldBetweenParts, participateInParts, requireSumOfParts } from '../support/partsRound.ts';
import { type Databases, withoutPostgres } from '../support/postgresServer.ts';
import { balancing, serve, type Serving, writeServeFiles } from '../support/serving.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';

const CLIENTS = [0, 1, 2, 3] as const;
const HELD = 3;

let folder: string;
let servings: Serving[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-parts-'));
  const { length, partLength, bound, rowLength, threshold, maxCorrupt, maxDropouts } = draft;
  const thresholds = { threshold, maxCorrupt, maxDropouts };
  const vector = { length, partLength, bound, rowLength };
  await writeServeFiles(folder, setup.roster, { ...vector, ...thresholds });
  servings = [];
});

afterEach(async () => {
  await Promise.all(servings.map((serving) => serving.kill()));
  await rm(folder, { recursive: true });
});

async function theSession({ url }: Serving): Promise<SessionJson> {
  const response = await fetch(new URL('v1/sessions', url));
  const { sessions: found } = (await response.json()) as { sessions: readonly SessionJson[] };
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** Waits until everybody but the one that is held has sent all parts in a phase. */
async function untilOthersAnswered(phase: ClientPhase): Promise<void> {
  for (;;) {
    const { state, phases } = await theSession(servings[0]!);
    expect(state).toBe(phase);
    if (phases.at(-1)!.accepted === CLIENTS.length - 1) return;
    await setTimeout(10);
  }
}

/** Kills one process after the other, each in the middle of a phase, and starts it again. */
async function killIn(phases: readonly ClientPhase[], store: string): Promise<Uint8Array> {
  const held = new HeldBetweenParts();
  const server = servings[0]!.url;
  const ends = Promise.all(
    CLIENTS.map((client) => {
      const through = balancing(servings);
      const wired = client === HELD ? held.wire(through) : through;
      return participateInParts(client, { server, fetch: wired });
    }),
  );
  for (const phase of CLIENT_PHASES) if (!phases.includes(phase)) held.goOn(phase);
  for (const [i, phase] of phases.entries()) {
    await Promise.race([held.between(phase), ends]);
    await untilOthersAnswered(phase);
    const killed = i % servings.length;
    const { host } = servings[killed]!.url;
    await servings[killed]!.kill();
    servings[killed] = await serve(folder, store, host);
    held.goOn(phase);
  }
  const record = await requireSumOfParts(await ends, CLIENTS);
  for (const serving of servings) {
    const { digest, state, parts } = await theSession(serving);
    expect([state, parts]).toEqual(['published', sessions.length]);
    const published = await fetch(new URL(`v1/records/${digest}`, serving.url));
    expect(toHex(new Uint8Array(await published.arrayBuffer()))).toBe(toHex(record));
  }
  return record;
}

it('a coordinator that is killed between the parts of a phase ends with one record', async () => {
  const store = join(folder, 'store');
  servings = [await serve(folder, store)];
  await killIn(['share', 'commit', 'unmask'], store);
});

describe.skipIf(withoutPostgres)('over one database', () => {
  let server: Databases;

  beforeEach(async () => {
    server = await sharedPostgres();
  });
  afterEach(() => server.stop());

  it('two coordinators that are killed in turn end with one record', async () => {
    const url = await server.database();
    servings = await Promise.all([serve(folder, url), serve(folder, url)]);
    await killIn(['advertise', 'commit', 'confirm'], url);
    const { digest } = await theSession(servings[0]!);
    const store = await openPostgresStore(url);
    let ends = 0;
    for await (const { event } of store.read(digest, 0)) if (isEnd(event)) ends += 1;
    await store.close();
    expect(ends).toBe(1);
  });
});
