import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom } from '../../crypto/random.ts';
import { toHex } from '../../crypto/hex.ts';
import { type Claim, claimName, type Ledger } from '../../session/ledger.ts';
import { makeFolder } from '../disk/folders.ts';
import { systemReason } from '../disk/systemReason.ts';
import { text } from '../../usage/arguments.ts';

const folderName = text(1, 4096);

/** A ledger that can't be read or written: taking part without it could send an input twice. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** Holds what a damaged file stands for: no participation has this name. */
const NOBODY = 'nobody';

/** What file systems without hard links answer. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * A ledger in a folder: one small file for each claim, named by `claimName`. A file is written under another name and then
 * linked to its own, which fails where that exists: one step of the file system, so that several processes may share a folder,
 * and a crash at any moment leaves what is claimed either free or taken, with its holder's name. Where there are no
 * links, the file is created in its place; a crash may then leave it empty, and nobody gets what it stands for.
 *
 * @param folder - made where it is missing; only its owner can read it
 * @throws LedgerError where it cannot be made; UsageError `wrong-input` for what is no path
 *
 * @example
 * ```ts
 * import { openFileLedger } from 'veilsum/node';
 *
 * const ledger = await openFileLedger('ledger');
 * const round = { kind: 'round', task: 'steps', round: 1, session: '00' } as const;
 * await ledger.claim({ ...round, participation: 'a1' }); // true
 * await ledger.claim({ ...round, participation: 'b2' }); // false
 * await ledger.claim({ ...round, participation: 'a1' }); // true
 * ```
 */
export async function openFileLedger(folder: string): Promise<Ledger> {
  folderName(folder, 'folder');
  await orLedgerError(folder, makeFolder(folder, 0o700));
  return ledgerWith(folder, link);
}

/** Gives a file another name; fails where that is taken. */
type MakeLink = (existing: string, path: string) => Promise<void>;

/** {@link openFileLedger} over a folder that is there, with the link of some file system: for tests. */
export function ledgerWith(folder: string, linked: MakeLink): Ledger {
  return {
    admits: async (claim) => {
      const holder = await orLedgerError(folder, holderOf(folder, claim));
      return holder === undefined || holder === claim.participation;
    },
    claim: (claim) => orLedgerError(folder, claimIn(folder, claim, linked)),
  };
}

async function claimIn(folder: string, claim: Claim, linked: MakeLink): Promise<boolean> {
  const place = placeOf(folder, claim);
  const content = `${JSON.stringify(claim)}\n`;
  const draft = join(folder, `${toHex(systemRandom(16))}.draft`);
  await writeNew(draft, content);
  try {
    await linked(draft, place).catch((error: unknown) => {
      if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
      return writeNew(place, content);
    });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  if ((await holderOf(folder, claim)) !== claim.participation) return false;
  // The file is kept; that there is one is kept by its folder.
  const entry = await open(folder, 'r');
  try {
    await entry.sync();
  } finally {
    await entry.close();
  }
  return true;
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The participation that has what is claimed; `undefined` where it is free. */
async function holderOf(folder: string, claim: Claim): Promise<string | undefined> {
  const text = await readFile(placeOf(folder, claim), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : participationIn(text);
}

function participationIn(text: string): string {
  try {
    const { participation } = JSON.parse(text) as { participation?: unknown };
    return typeof participation === 'string' ? participation : NOBODY;
  } catch {
    return NOBODY;
  }
}

function placeOf(folder: string, claim: Claim): string {
  return join(folder, `${claimName(claim)}.json`);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function orLedgerError<T>(folder: string, step: Promise<T>): Promise<T> {
  return step.catch((error: unknown) => {
    throw new LedgerError(
      `${folder}: the participation ledger cannot be kept: ${systemReason(error)}; mend that before taking part`,
      { cause: error },
    );
  });
}
