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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/crypto/random.ts';
import type { Answer, Beginning, JournalEntry } from '../../src/net/participant/journal/journal.ts';
import { openLevelJournal } from '../../src/net/participant/journal/levelJournal.ts';
import { identity } from '../support/federation.ts';

const me = identity('me');
const begun: Beginning = {
  kind: 'begun',
  session: new Uint8Array(32).fill(1),
  invitations: [new Uint8Array(9)],
  seed: new Uint8Array(32).fill(2),
};
const answer = (i: number): Answer => ({
  kind: 'answer',
  envelope: new Uint8Array(300),
  attachment: new Uint8Array(50),
  answer: new Uint8Array(32).fill(i),
  proofs: new Uint8Array(0),
  payloadProof: new Uint8Array(0),
});
const NOTES = [begun, answer(0), answer(1), answer(2)];

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-head-'));
  state = join(folder, 'state');
});

afterEach(() => rm(folder, { recursive: true }));

/** The notes of a process that ended after some entries. */
async function noted(entries: readonly JournalEntry[] = NOTES): Promise<void> {
  const journal = await openLevelJournal(state, me, systemRandom);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
}

async function entries(of = state): Promise<readonly JournalEntry[]> {
  const journal = await openLevelJournal(of, me, systemRandom);
  try {
    return await journal.entries();
  } finally {
    await journal.close();
  }
}

const inNotes = (...path: string[]): string => join(state, 'participation', ...path);

async function logFile(): Promise<string> {
  const names = await readdir(inNotes('notes'));
  return inNotes(
    'notes',
    names.find((name) => name.endsWith('.log'))!,
  );
}

async function flip(path: string, fromEnd: number): Promise<void> {
  const bytes = await readFile(path);
  const file = await open(path, 'r+');
  const at = bytes.length - fromEnd;
  await file.write(Uint8Array.of(bytes[at]! ^ 0xff), 0, 1, at);
  await file.close();
}

const REFUSED = { name: 'JournalError', check: 'journal-head' };

describe('notes that are not all that was noted are refused', () => {
  it.each([3, 400, 100_000])('where the last %i bytes of the log are cut off', async (cut) => {
    await noted();
    const path = await logFile();
    const { length } = await readFile(path);
    await truncate(path, Math.max(0, length - cut));
    await expect(entries()).rejects.toMatchObject(REFUSED);
    // And again: nothing was mended on the way.
    await expect(entries()).rejects.toThrow(/of 4 entries of this journal are left/);
  });

  it.each([20, 500, 1700])('where the byte %i from the end of the log is flipped', async (at) => {
    await noted();
    await flip(await logFile(), at);
    await expect(entries()).rejects.toMatchObject(REFUSED);
  });

  it('where an earlier database stands beside a later head', async () => {
    await noted(NOTES.slice(0, 2));
    await cp(inNotes('notes'), join(folder, 'earlier'), { recursive: true });
    await noted(NOTES.slice(2));
    await rm(inNotes('notes'), { recursive: true });
    await rename(join(folder, 'earlier'), inNotes('notes'));
    await expect(entries()).rejects.toThrow(/2 of 4 entries/);
  });

  it.each(['CURRENT', 'all'])('where of the database is missing: %s', async (what) => {
    await noted();
    await rm(what === 'all' ? inNotes('notes') : inNotes('notes', 'CURRENT'), { recursive: true });
    const before = await readdir(inNotes(), { recursive: true });
    await expect(entries()).rejects.toThrow(
      /journal of this participation is missing|CURRENT is missing/,
    );
    expect(await readdir(inNotes(), { recursive: true })).toEqual(before);
  });

  it('where the head is missing', async () => {
    await noted();
    await rm(inNotes('head'));
    await expect(entries()).rejects.toMatchObject(REFUSED);
  });

  it('where the head is damaged', async () => {
    await noted();
    await flip(inNotes('head'), 3);
    await expect(entries()).rejects.toThrow(/damaged/);
  });

  it('where the folder is a copy, on whatever machine', async () => {
    await noted();
    const copy = join(folder, 'copy');
    await cp(state, copy, { recursive: true, preserveTimestamps: true });
    await expect(entries(copy)).rejects.toThrow(/copied, or restored from a backup/);
    expect(await entries()).toHaveLength(4);
  });

  it('where a copy was brought back over them', async () => {
    await noted(NOTES.slice(0, 2));
    const copy = join(folder, 'copy');
    await cp(state, copy, { recursive: true, preserveTimestamps: true });
    await noted(NOTES.slice(2));
    await rm(state, { recursive: true });
    await rename(copy, state);
    await expect(entries()).rejects.toMatchObject(REFUSED);
  });
});

describe('notes are gone on with', () => {
  it('where their folder was renamed', async () => {
    await noted();
    await rename(state, join(folder, 'elsewhere'));
    expect(await entries(join(folder, 'elsewhere'))).toEqual(NOTES);
  });

  it('after a crash between a note and its head: the note counts', async () => {
    await noted(NOTES.slice(0, 3));
    const earlier = await readFile(inNotes('head'));
    await noted(NOTES.slice(3));
    await writeFile(inNotes('head'), earlier);
    expect(await entries()).toEqual(NOTES);
    // Its head says so now.
    expect(await readFile(inNotes('head'))).not.toEqual(earlier);
  });

  it('after a crash while a head was replaced', async () => {
    await noted();
    await writeFile(inNotes('head.new'), 'half of a he');
    expect(await entries()).toEqual(NOTES);
  });

  it('after a crash before the first head', async () => {
    await noted([]);
    for (const name of ['head', 'anchor.time']) await rm(inNotes(name), { force: true });
    expect(await entries()).toEqual([]);
    await noted();
    expect(await entries()).toEqual(NOTES);
  });

  it('after a crash while they were removed: they have ended', async () => {
    await noted();
    await rename(inNotes(), join(state, 'participation.ended'));
    await rm(join(state, 'participation.ended', 'head'));
    expect(await entries()).toEqual([]);
    expect(await readdir(state)).toEqual(['participation']);
  });
});

describe('what a participation leaves in its folder', () => {
  const finished = {
    session: begun.session,
    invitation: begun.invitations[0]!,
    receipt: answer(7).envelope,
  };

  it('is what was there before, whatever it is', async () => {
    const own = ['ann.json', 'ledger.json', 'notes', 'photo.jpg'];
    await noted();
    for (const name of own) await writeFile(join(state, name), name);
    const journal = await openLevelJournal(state, me, systemRandom);
    await journal.end();
    await journal.close();
    expect((await readdir(state)).sort()).toEqual(own);
  });

  it('is no file that somebody else put among the notes', async () => {
    await noted();
    await writeFile(inNotes('identity.json'), 'mine');
    const journal = await openLevelJournal(state, me, systemRandom);
    await journal.end();
    await journal.close();
    expect(await readdir(state, { recursive: true })).toEqual([
      'participation.ended',
      join('participation.ended', 'identity.json'),
    ]);
  });

  it('is what fetches the record, until that is kept', async () => {
    await noted();
    const first = await openLevelJournal(state, me, systemRandom);
    await first.end(finished);
    await first.close();
    expect(await readdir(state)).toEqual(['finished']);
    const again = await openLevelJournal(state, me, systemRandom);
    expect(await again.finished()).toEqual([finished]);
    await again.forget(finished.session);
    expect(await again.finished()).toEqual([]);
    await again.close();
    const stranger = await openLevelJournal(state, identity('a stranger'), systemRandom);
    expect(await stranger.finished()).toEqual([]);
    await stranger.close();
  });
});
