import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerError, ledgerWith, openFileLedger } from '../../src/net/participant/fileLedger.ts';
import { claimName } from '../../src/session/ledger.ts';
import { behavesAsLedger, inputOf, roundOf } from '../support/ledgerBehaviour.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ledger-'));
  folder = join(parent, 'taken');
});
afterEach(() => rm(parent, { recursive: true }));

const withoutLinks = (code: string) => async () => {
  await openFileLedger(folder);
  return ledgerWith(folder, () => Promise.reject(Object.assign(new Error(code), { code })));
};

describe('the ledger in a folder', () => {
  behavesAsLedger(() => openFileLedger(folder));

  it('remembers after a restart', async () => {
    const ledger = await openFileLedger(folder);
    expect(await ledger.claim(roundOf('1'))).toBe(true);
    expect(await ledger.claim(inputOf('1'))).toBe(true);

    const again = await openFileLedger(folder);
    expect(await again.claim(roundOf('2'))).toBe(false);
    expect(await again.admits(inputOf('2'))).toBe(false);
    expect(await again.claim(inputOf('1'))).toBe(true);
  });

  it('says in its files what was claimed, to their owner alone, and leaves no other file', async () => {
    const claim = roundOf('1', { task: 'a/../b\n' });
    const ledger = await openFileLedger(folder);
    await ledger.claim(claim);
    await ledger.claim({ ...claim, participation: '2' });
    const file = join(folder, `${claimName(claim)}.json`);
    expect(await readdir(folder)).toEqual([`${claimName(claim)}.json`]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(claim);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
  });

  it.each(['', '{', '{}', 'null', '[]'])(
    'gives nobody what a damaged file stands for: %j',
    async (text) => {
      const ledger = await openFileLedger(folder);
      await ledger.claim(roundOf('1'));
      await writeFile(join(folder, `${claimName(roundOf('1'))}.json`), text);
      expect(await ledger.claim(roundOf('1'))).toBe(false);
      expect(await ledger.admits(roundOf('1'))).toBe(false);
    },
  );

  it('lets nobody take part where it cannot be kept', async () => {
    await writeFile(join(parent, 'file'), '');
    await expect(openFileLedger(join(parent, 'file'))).rejects.toThrow(LedgerError);
    const ledger = await openFileLedger(folder);
    await rm(folder, { recursive: true });
    const claim = ledger.claim(inputOf('1'));
    await expect(claim).rejects.toThrow('fix that before taking part');
  });

  it('is not kept where a link fails for another reason than that there are none', async () => {
    const ledger = await withoutLinks('EIO')();
    await expect(ledger.claim(roundOf('1'))).rejects.toThrow(LedgerError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the ledger in a folder without hard links', () => {
  behavesAsLedger(withoutLinks('ENOTSUP'));
});
