import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openPostgresStore } from '../../src/net/service/postgres/postgresStore.ts';

import { type Exchange, exchange } from '../support/exchange.ts';
import { coordinator, kernel, testSession } from '../support/federation.ts';
import { type Databases, query, withoutPostgres } from '../support/postgresServer.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';

const setup = testSession(4);
const ENDED = { kind: 'aborted', code: 'store-head' };

let server: Databases;
let played: Exchange;
let url: string;
let heads: string;
let running: CoordinatorService | undefined;

async function start(headFolder?: string): Promise<CoordinatorService> {
  const store = await openPostgresStore(url, headFolder);
  running = await CoordinatorService.start({ identity: coordinator, kernel, store, now: Date.now });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

async function send(hosted: HostedSession, phase: ClientPhase, most = 4): Promise<void> {
  for (const message of [...played.sent[phase].values()].slice(0, most)) {
    await hosted.receive(message);
  }
}

/** A process that has closed two phases, and taken a message of the third. */
async function lived(headFolder?: string): Promise<HostedSession> {
  const service = await start(headFolder);
  const hosted = await service.open(setup.session, setup.roster);
  for (const phase of CLIENT_PHASES.slice(0, 2)) await send(hosted, phase);
  await send(hosted, 'commit', 1);
  expect(hosted.view.phase).toBe('commit');
  return hosted;
}

/** Takes away the last event, as an older database would not have it. */
async function setBack(): Promise<void> {
  await query(
    url,
    `DELETE FROM veilsum.event WHERE place = (SELECT max(place) FROM veilsum.event)`,
  );
  await query(url, 'UPDATE veilsum.session SET events = events - 1');
}

/** As a dump that is restored does: the same rows, written by another transaction. */
async function restoreDump(): Promise<void> {
  await query(url, 'CREATE TABLE dump AS SELECT * FROM veilsum.event');
  await query(url, 'DELETE FROM veilsum.event');
  await query(url, 'INSERT INTO veilsum.event SELECT * FROM dump');
}

async function session(headFolder?: string): Promise<HostedSession> {
  return (await start(headFolder)).sessions[0]!;
}

describe.skipIf(withoutPostgres)('a database that was set back', () => {
  beforeAll(async () => {
    played = await exchange(setup);
    server = await sharedPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    heads = await mkdtemp(join(tmpdir(), 'veilsum-heads-'));
  });
  afterEach(async () => {
    await stop();
    await rm(heads, { recursive: true });
  });

  it('from a dump: its open sessions are ended', async () => {
    await lived();
    await stop();
    await restoreDump();
    expect((await session()).view.end).toMatchObject(ENDED);
  });

  it('from an archive, or to a standby: its open sessions are ended', async () => {
    await lived();
    await stop();
    await query(url, `UPDATE veilsum.session SET timeline = '00000000'`);
    expect((await session()).view.end).toMatchObject(ENDED);
  });

  it('under a process that runs: the session is ended with the next message', async () => {
    const hosted = await lived();
    await setBack();
    const [, second] = [...played.sent.commit.values()];
    expect(await hosted.receive(second!)).toMatchObject({ message: 'the session has ended' });
    expect(hosted.view.end).toMatchObject(ENDED);
  });

  it('as a whole disk: heads that are kept elsewhere tell', async () => {
    await lived(heads);
    await stop();
    await setBack();
    expect((await session(heads)).view.end).toMatchObject(ENDED);
  });

  it('not at all: with a standby or a dump that has everything, heads let it go on', async () => {
    await lived(heads);
    await stop();
    await restoreDump();
    await query(url, `UPDATE veilsum.session SET timeline = '00000000'`);
    const hosted = await session(heads);
    for (const phase of CLIENT_PHASES.slice(2)) await send(hosted, phase);
    if (played.end.kind !== 'finish') throw new Error(played.end.message);
    expect(hosted.view.end).toEqual({ kind: 'published', record: played.end.result.record });
  });
});
