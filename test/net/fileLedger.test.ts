import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerError, openFileLedger } from '../../src/net/fileLedger.ts';

describe('the ledger in a file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    path = join(folder, 'ledger.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('remembers after a restart', async () => {
    const ledger = await openFileLedger(path);
    expect(ledger.has('digits', 3)).toBe(false);
    await ledger.add({ task: 'digits', round: 3, session: 'ab' });
    await ledger.add({ task: 'digits', round: 4, session: 'cd' });
    expect(ledger.has('digits', 3)).toBe(true);

    const again = await openFileLedger(path);
    expect([3, 4, 5].map((round) => again.has('digits', round))).toEqual([true, true, false]);
    expect(again.has('letters', 3)).toBe(false);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('keeps apart tasks whose names hold separators', async () => {
    const ledger = await openFileLedger(path);
    await ledger.add({ task: 'a\n1', round: 2, session: '' });
    const again = await openFileLedger(path);
    expect(again.has('a\n1', 2)).toBe(true);
    expect(again.has('a', 12)).toBe(false);
  });

  it('drops a last line that a crash cut short, and goes on', async () => {
    await (await openFileLedger(path)).add({ task: 'digits', round: 1, session: 'ab' });
    await appendFile(path, '{"task":"digits","rou');
    const ledger = await openFileLedger(path);
    expect(ledger.has('digits', 1)).toBe(true);
    await ledger.add({ task: 'digits', round: 2, session: 'cd' });
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect((await openFileLedger(path)).has('digits', 2)).toBe(true);
  });

  it.each([
    'not json\n',
    '{"task":1,"round":2,"session":"ab"}\n',
    '{"task":"a","round":1.5,"session":""}\n',
    'null\n',
  ])('refuses a damaged line, naming it: %j', async (line) => {
    await writeFile(path, `{"task":"a","round":0,"session":""}\n${line}`);
    const opening = openFileLedger(path);
    await expect(opening).rejects.toThrow(LedgerError);
    await expect(opening).rejects.toThrow('line 2');
  });
});
