/** What is written goes where it was told to, as a whole, and what is there stays what it is. */
import { spawnSync } from 'node:child_process';
import { lstat, mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../src/cli/exitCodes.ts';
import { requireAbsent, writeWhole } from '../../src/cli/files/files.ts';
import { makeFolder } from '../../src/net/disk/folders.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'veilsum-output-'));
});
afterEach(() => rm(dir, { recursive: true }));

const at = (...parts: readonly string[]): string => join(dir, ...parts);

async function rejection(step: Promise<unknown>): Promise<string> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CommandError);
  return (error as CommandError).message;
}

describe('writing', () => {
  it('makes the folders above', async () => {
    await writeWhole(at('a', 'b', 'c'), 'text');
    expect(await readFile(at('a', 'b', 'c'), 'utf8')).toBe('text');
  });

  it('to a pipe goes to its reader, and leaves the pipe', async () => {
    expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0);
    await requireAbsent([at('pipe')], false);
    const [read] = await Promise.all([
      readFile(at('pipe'), 'utf8'),
      writeWhole(at('pipe'), 'for the reader'),
    ]);
    expect(read).toBe('for the reader');
    expect((await lstat(at('pipe'))).isFIFO()).toBe(true);
  });

  it('to a device goes into it, with what it answers in the error', async () => {
    await writeWhole('/dev/null', 'gone');
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
    expect(await rejection(writeWhole('/dev/full', 'too much'))).toBe(
      '/dev/full: cannot be written (the disk is full)',
    );
  });

  it('to a link writes its target, and leaves the link', async () => {
    await writeFile(at('target'), 'old');
    await symlink('target', at('link'));
    expect(await rejection(requireAbsent([at('link')], false))).toMatch(/link exists;.*--force/);
    await requireAbsent([at('link')], true);
    await writeWhole(at('link'), 'new');
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(at('target'), 'utf8')).toBe('new');
    expect((await readdir(dir)).sort()).toEqual(['link', 'target']);
  });

  it.each([
    [
      'a link to nothing',
      (path: string) => symlink('nowhere', path),
      /symbolic link whose target does not exist/,
    ],
    ['a folder', (path: string) => mkdir(path), /is a folder/],
  ])('refuses %s, before and while it writes', async (_, make, says) => {
    await make(at('place'));
    for (const force of [false, true]) {
      expect(await rejection(requireAbsent([at('place')], force))).toMatch(says);
    }
    expect(await rejection(writeWhole(at('place'), 'x'))).toMatch(says);
  });

  it('that fails leaves what was there, and nothing beside it', async () => {
    await writeFile(at('kept'), 'old');
    // No text and no bytes: the file system's call refuses it when the file beside is open already.
    const bad = 7 as unknown as string;
    expect(await rejection(writeWhole(at('kept'), bad))).toMatch(/kept: cannot be written/);
    expect(await readdir(dir)).toEqual(['kept']);
    expect(await readFile(at('kept'), 'utf8')).toBe('old');
  });

  it('gives up where no folder can be made', async () => {
    expect(await rejection(writeWhole('/proc/x/y', 'z'))).toMatch(/cannot be created/);
    await writeFile(at('file'), '');
    expect(await rejection(writeWhole(at('file', 'below'), 'z'))).toMatch(/is not a folder/);
  });
});

describe('making a folder', () => {
  it('succeeds where it is there, and where two make it at once', async () => {
    await makeFolder(dir);
    await Promise.all([1, 2, 3].map(() => makeFolder(at('a', 'b', 'c'))));
    expect((await lstat(at('a', 'b', 'c'))).isDirectory()).toBe(true);
  });

  it('gives its permissions to what it makes', async () => {
    await makeFolder(at('a', 'b'), 0o700);
    for (const path of [at('a'), at('a', 'b')])
      expect((await lstat(path)).mode & 0o777).toBe(0o700);
  });

  it('fails where a file is, and where the file system has none', async () => {
    await writeFile(at('file'), '');
    for (const path of [at('file'), at('file', 'a'), '/proc/x/y']) {
      await expect(makeFolder(path)).rejects.toThrow();
    }
  });
});
