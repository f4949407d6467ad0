import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepReceipt } from '../../src/cli/files/receiptFile.ts';

describe('the file of a receipt', () => {
  const receipt = Uint8Array.of(1, 2, 3);
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'receipt-'));
    path = join(folder, 'out', 'receipt.cbor');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is written once, and stays where a participation goes on', async () => {
    await keepReceipt(path, receipt, false);
    await keepReceipt(path, receipt, false);
    expect(new Uint8Array(await readFile(path))).toEqual(receipt);
  });

  it('takes no other one’s place, unless that is asked for', async () => {
    await keepReceipt(path, Uint8Array.of(9), false);
    await expect(keepReceipt(path, receipt, false)).rejects.toMatchObject({ exitCode: 2 });
    expect(new Uint8Array(await readFile(path))).toEqual(Uint8Array.of(9));
    await keepReceipt(path, receipt, true);
    expect(new Uint8Array(await readFile(path))).toEqual(receipt);
  });

  it('that cannot be kept is an error that names it', async () => {
    await writeFile(join(folder, 'out'), 'in the way');
    await expect(keepReceipt(path, receipt, false)).rejects.toThrow(/receipt\.cbor: cannot be/);
  });
});
