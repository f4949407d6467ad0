import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import {
  cp,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import type { HostedSession } from '../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';

import { type Exchange, exchange } from '../support/exchange.ts';
import { coordinator, identity, kernel, testSession } from '../support/federation.ts';

const setup = testSession(4);
let played: Exchange;
let folder: string;
let place: string;
let running: CoordinatorService | undefined;

beforeAll(async () => {
  played = await exchange(setup);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-store-'));
  place = join(folder, 'store');
});

afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

async function start(at = place, heads?: string, by = coordinator): Promise<CoordinatorService> {
  const store = await openLevelStore(at, heads);
  const options = { identity: by, kernel, store, now: () => Date.now() };
  running = await CoordinatorService.start(options).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** A process that ended when some phases were over, and so many messages of the next one had come. */
async function lived(phases: number, more = 0, heads?: string): Promise<void> {
  const service = await start(place, heads);
  const hosted = await service.open(setup.session, setup.roster);
  for (const phase of CLIENT_PHASES.slice(0, phases)) await send(hosted, phase);
  if (more > 0) await send(hosted, CLIENT_PHASES[phases]!, more);
  await stop();
}

async function send(hosted: HostedSession, phase: ClientPhase, most = 4): Promise<void> {
  for (const message of [...played.sent[phase].values()].slice(0, most)) {
    const { kind } = await hosted.receive(message);
    expect(kind).toMatch(/accepted|repeated/);
  }
}

async function sessionAt(at = place, heads?: string): Promise<HostedSession> {
  return (await start(at, heads)).sessions[0]!;
}

async function logFile(at = place): Promise<string> {
  const names = await readdir(at);
  return join(
    at,
    names.find((name) => name.endsWith('.log'))!,
  );
}

const ENDED = { kind: 'aborted', code: 'store-head' };

async function finishes(hosted: HostedSession): Promise<void> {
  for (const phase of CLIENT_PHASES.slice(
    CLIENT_PHASES.indexOf(hosted.view.phase as ClientPhase),
  )) {
    await send(hosted, phase);
  }
  if (played.end.kind !== 'finish') throw new Error(played.end.message);
  expect(hosted.view.end).toEqual({ kind: 'published', record: played.end.result.record });
}

describe('a session of which the store has less than it had is ended', () => {
  it.each([3, 2000])('where the last %i bytes of the log are cut off', async (cut) => {
    await lived(2, 1);
    const path = await logFile();
    await truncate(path, (await readFile(path)).length - cut);
    const hosted = await sessionAt();
    expect(hosted.view.end).toMatchObject(ENDED);
    expect(hosted.view.hasSent('advertised')).toBe(false);
    expect(await hosted.receive(played.sent.commit.get(0)!)).toMatchObject({ kind: 'rejection' });
    await stop();
    expect((await sessionAt()).view.end).toMatchObject(ENDED);
    // The round is used up.
    const service = running!;
    const second = testSession(4, { nonce: new Uint8Array(32) });
    expect((await service.open(second.session, second.roster)).id).toBe(hosted.id);
  });

  it('where a byte in the middle of the log is flipped', async () => {
    await lived(2, 1);
    const path = await logFile();
    const { length } = await readFile(path);
    const file = await open(path, 'r+');
    await file.write(Uint8Array.of(0xaa), 0, 1, Math.floor(length / 2));
    await file.close();
    expect((await sessionAt()).view.end).toMatchObject(ENDED);
  });

  it('where its head is missing', async () => {
    await lived(1);
    await rm(join(place, 'heads'), { recursive: true });
    expect((await sessionAt()).view.end).toMatchObject(ENDED);
  });

  it('where its head is damaged, or of another coordinator', async () => {
    await lived(1);
    const [name] = (await readdir(join(place, 'heads'))).filter((file) => file.endsWith('.head'));
    await writeFile(join(place, 'heads', name!), 'no head');
    expect((await sessionAt()).view.end).toMatchObject(ENDED);
  });

  it('in a copy, and not in what was copied', async () => {
    await lived(2);
    const copy = join(folder, 'copy');
    await cp(place, copy, { recursive: true, preserveTimestamps: true });
    const copied = await sessionAt(copy);
    expect(copied.view.end).toMatchObject(ENDED);
    expect(copied.view.end).toMatchObject({
      message: expect.stringContaining('copied, or restored from a backup') as string,
    });
    // From now on it is a store like any other.
    const next = testSession(4, { round: 2 });
    const { id } = await running!.open(next.session, next.roster);
    await stop();
    expect((await start(copy)).find(id)!.view.phase).toBe('advertise');
    await stop();
    await finishes(await sessionAt());
  });

  it('where a backup was brought back in the place of what followed', async () => {
    await lived(2);
    const backup = join(folder, 'backup');
    await cp(place, backup, { recursive: true, preserveTimestamps: true });
    await lived(3);
    await cp(backup, place, { recursive: true, preserveTimestamps: true, force: true });
    expect((await sessionAt()).view.end).toMatchObject(ENDED);
  });

  it('where its heads are elsewhere, and the store was set back', async () => {
    const heads = join(folder, 'heads');
    await lived(2, 0, heads);
    const backup = join(folder, 'backup');
    await cp(place, backup, { recursive: true, preserveTimestamps: true });
    await lived(3, 0, heads);
    await rm(place, { recursive: true });
    await rename(backup, place);
    expect((await sessionAt(place, heads)).view.end).toMatchObject(ENDED);
  });

  it('and one that was lost altogether has its round all the same', async () => {
    await lived(0);
    await truncate(await logFile(), 0);
    const service = await start();
    expect(service.sessions).toEqual([]);
    await expect(service.open(setup.session, setup.roster)).rejects.toThrow('open another round');
    const next = testSession(4, { round: 2 });
    expect((await service.open(next.session, next.roster)).view.phase).toBe('advertise');
  });
});

describe('a session is gone on with', () => {
  it('where its store was renamed', async () => {
    await lived(2, 2);
    await rename(place, join(folder, 'renamed'));
    await finishes(await sessionAt(join(folder, 'renamed')));
  });

  it('where its store was moved, and its heads are elsewhere', async () => {
    const heads = join(folder, 'heads');
    await lived(2, 2, heads);
    const moved = join(folder, 'moved');
    await cp(place, moved, { recursive: true });
    await finishes(await sessionAt(moved, heads));
  });

  it('after a crash between an event and its head: the event counts', async () => {
    await lived(1, 1);
    const names = await readdir(join(place, 'heads'));
    const head = join(
      place,
      'heads',
      names.find((name) => name.endsWith('.head'))!,
    );
    const earlier = await readFile(head);
    await lived(1, 3);
    expect(await readFile(head)).not.toEqual(earlier);
    await writeFile(head, earlier);
    await finishes(await sessionAt());
  });

  it('as it ended, with its record, in a copy', async () => {
    await lived(5);
    const copy = join(folder, 'copy');
    await cp(place, copy, { recursive: true });
    expect((await sessionAt(copy)).view.end).toMatchObject({ kind: 'published' });
  });
});

describe('a folder that is no whole store is refused, and left as it is', () => {
  it('where CURRENT is missing: an incomplete copy is no new store', async () => {
    await lived(1);
    await rm(join(place, 'CURRENT'));
    const before = (await readdir(place)).sort();
    await expect(start()).rejects.toThrow(/CURRENT is missing/);
    expect((await readdir(place)).sort()).toEqual(before);
  });

  it('where only its heads are left', async () => {
    await lived(1);
    for (const name of await readdir(place)) {
      if (name !== 'heads') await rm(join(place, name), { recursive: true });
    }
    await expect(start()).rejects.toThrow(/heads of sessions .* but no store/);
  });

  it('where a table of it is cut short: damaged', async () => {
    await lived(1);
    // Tables are made of the log when it is opened again.
    await lived(1);
    await lived(1);
    for (const name of (await readdir(place)).filter((file) => file.endsWith('.ldb'))) {
      const path = join(place, name);
      await truncate(path, (await readFile(path)).length - 30);
    }
    await expect(start()).rejects.toThrow(/the store cannot be used: it is damaged/);
  });

  it('where a file is in the way', async () => {
    await writeFile(place, 'x');
    await expect(start()).rejects.toThrow(/there is a file where a folder is needed/);
    await expect(start(join(place, 'below'))).rejects.toThrow(
      /there is a file where a folder is needed/,
    );
  });

  it('where it is of another coordinator, as before', async () => {
    await lived(1);
    await expect(start(place, undefined, identity('another'))).rejects.toThrow();
  });
});
