import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerError, openFileLedger } from '../../src/net/fileLedger.ts';

describe('the ledger in a folder', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'ledger-'));
    folder = join(parent, 'taken');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('remembers after a restart', async () => {
    const ledger = await openFileLedger(folder);
    expect(await ledger.claim({ task: 'digits', round: 3, session: 'ab' })).toBe(true);
    expect(await ledger.claim({ task: 'digits', round: 3, session: 'cd' })).toBe(false);

    const again = await openFileLedger(folder);
    expect(await again.claim({ task: 'digits', round: 3, session: 'ef' })).toBe(false);
    expect(await again.claim({ task: 'digits', round: 4, session: 'ab' })).toBe(true);
    expect(await again.claim({ task: 'letters', round: 3, session: 'ab' })).toBe(true);
  });

  it('gives a round once, however many ask at the same time', async () => {
    const ledgers = await Promise.all(Array.from({ length: 8 }, () => openFileLedger(folder)));
    const claims = await Promise.all(
      ledgers.map((ledger, i) => ledger.claim({ task: 'digits', round: 1, session: `${i}` })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('says in its files what was taken part in, to their owner alone', async () => {
    const participation = { task: 'a/../b\n', round: 2, session: 'ab' };
    await (await openFileLedger(folder)).claim(participation);
    const [name] = await readdir(folder);
    expect(JSON.parse(await readFile(join(folder, name!), 'utf8'))).toEqual(participation);
    expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it('takes a round for taken whose file a crash left empty', async () => {
    const ledger = await openFileLedger(folder);
    await ledger.claim({ task: 'digits', round: 1, session: 'ab' });
    const [name] = await readdir(folder);
    await writeFile(join(folder, name!), '');
    expect(await ledger.claim({ task: 'digits', round: 1, session: 'ab' })).toBe(false);
  });

  it('lets nobody take part where it cannot be kept', async () => {
    await writeFile(join(parent, 'file'), '');
    await expect(openFileLedger(join(parent, 'file'))).rejects.toThrow(LedgerError);
    const ledger = await openFileLedger(folder);
    await rm(folder, { recursive: true });
    const claim = ledger.claim({ task: 'digits', round: 1, session: 'ab' });
    await expect(claim).rejects.toThrow('mend that before taking part');
  });
});
