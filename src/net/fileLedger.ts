import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../crypto/hex.ts';
import { text } from '../usage/arguments.ts';
import { tupleHash } from '../crypto/tupleHash.ts';
import type { Ledger, Participation } from '../session/ledger.ts';

const folderName = text(1, 4096);

/** A ledger that can't be read or written: taking part without it could send an input twice. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/**
 * A ledger in a folder: one small file a participation, named by a digest of task and round, and created only where there is
 * none. The file system makes that one step, so that several processes may share a folder, and a crash at any
 * moment leaves the round either free or taken.
 *
 * @param folder - made where it is missing; only its owner can read it
 * @throws LedgerError where it cannot be made; HostError `wrong-input` for what is no path
 *
 * @example
 * ```ts
 * import { openFileLedger } from 'veilsum/node';
 *
 * const ledger = await openFileLedger('ledger');
 * const first = { task: 'steps', round: 1, session: '00' };
 * await ledger.claim(first); // true
 * await ledger.claim(first); // false
 * ```
 */
export async function openFileLedger(folder: string): Promise<Ledger> {
  folderName(folder, 'folder');
  await orLedgerError(folder, mkdir(folder, { recursive: true, mode: 0o700 }));
  return { claim: (participation) => claimIn(folder, participation) };
}

async function claimIn(folder: string, participation: Participation): Promise<boolean> {
  const { task, round } = participation;
  const name = `${toHex(tupleHash('veilsum-1/ledger', task, round))}.json`;
  const file = await open(join(folder, name), 'wx', 0o600).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw ledgerError(folder, error);
  });
  if (!file) return false;
  try {
    await file.writeFile(`${JSON.stringify(participation)}\n`);
    await file.sync();
  } catch (error) {
    throw ledgerError(folder, error);
  } finally {
    await file.close();
  }
  // The file is kept; that there is one is kept by its folder.
  const entry = await orLedgerError(folder, open(folder, 'r'));
  try {
    await orLedgerError(folder, entry.sync());
  } finally {
    await entry.close();
  }
  return true;
}

function orLedgerError<T>(folder: string, step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    throw ledgerError(folder, error);
  });
}

function ledgerError(folder: string, error: unknown): LedgerError {
  return new LedgerError(
    `${folder}: the participation ledger cannot be kept (${(error as Error).message}); mend that before taking part`,
    { cause: error },
  );
}
