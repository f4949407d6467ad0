/** Large events of a store in a folder, which are in a file for each session. */
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/crypto/random.ts';
import { eventCodec, type EventOf } from '../../src/net/service/event.ts';
import { type EventStore, StoreError } from '../../src/net/service/eventStore.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { seedOf } from '../support/federation.ts';

const id = 'ab'.repeat(32);
const random = seededRandom(seedOf('large events'));
const opened: EventOf<'opened'> = { kind: 'opened', at: 1, parameters: random(3), roster: [] };
const message = (at: number, bytes: number): EventOf<'message'> => ({
  kind: 'message',
  at,
  envelope: random(20),
  attachment: random(bytes),
});
const LARGE = 70_000;

/** Compared as bytes: that is quicker than element by element. */
async function expectAt(place: number, event: EventOf<'message'>): Promise<void> {
  const found = await store.event(id, place);
  expect(Buffer.compare(toBytes(eventCodec, found!), toBytes(eventCodec, event))).toBe(0);
}

let folder: string;
let file: string;
let store: EventStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-large-'));
  file = join(folder, 'large', `${id}.events`);
  store = await openLevelStore(folder);
  await store.open(id, 'round', opened);
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

async function again(): Promise<void> {
  await store.close();
  store = await openLevelStore(folder);
}

describe('large events', () => {
  it('are in the file of their session, and small ones are not', async () => {
    await store.append(id, message(2, 1000));
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    const events = [message(3, LARGE), message(4, LARGE)];
    for (const event of events) await store.append(id, event);
    expect((await stat(file)).size).toBeGreaterThan(2 * LARGE);
    expect((await stat(file)).size).toBeLessThan(2 * LARGE + 1000);
    expect((await stat(file)).mode & 0o077).toBe(0);
    await again();
    await expectAt(2, events[0]!);
    await expectAt(3, events[1]!);
  });

  it('do not mind what a crash left of an event that the database does not have', async () => {
    const events = [message(2, LARGE), message(3, LARGE)];
    await store.append(id, events[0]!);
    await appendFile(file, random(70_000));
    await again();
    expect(await store.append(id, events[1]!)).toBe(2);
    await expectAt(1, events[0]!);
    await expectAt(2, events[1]!);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['is missing', () => rm(file)],
    ['is too short', async () => truncate(file, (await stat(file)).size - 1)],
    [
      'has a byte of another value',
      async () => {
        const bytes = await readFile(file);
        bytes[LARGE / 2]! ^= 1;
        await writeFile(file, bytes);
      },
    ],
  ])('are not read if their file %s', async (_, damage) => {
    await store.append(id, message(2, LARGE));
    await damage();
    await again();
    const failed: unknown = await store.event(id, 1).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(StoreError);
    expect((failed as StoreError).message).toMatch(/incomplete copy, or damaged.*restore it/);
    // What is not in the file is still there.
    expect(await store.event(id, 0)).toEqual(opened);
  });

  it('that cannot be written are refused, and their place is used for the next', async () => {
    await mkdir(file);
    await expect(store.append(id, message(2, LARGE))).rejects.toThrow(StoreError);
    await rm(file, { recursive: true });
    const next = message(3, LARGE);
    expect(await store.append(id, next)).toBe(1);
    await expectAt(1, next);
  });
});
