import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom } from '../../crypto/random.ts';
import { toHex } from '../../crypto/hex.ts';
import { type Claim, claimName, type Ledger } from '../../session/ledger.ts';
import { makeFolder } from '../disk/folders.ts';
import { systemReason } from '../disk/systemReason.ts';
import { text } from '../../usage/arguments.ts';

const folderName = text(1, 4096);

/**
 * The ledger could not be read or written. Do not take part without it: the same input could be
 * sent twice.
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** Stands in for the holder of a claim whose file is damaged. No participation has this name. */
const NOBODY = 'nobody';

/** Error codes of file systems that do not support hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Opens a ledger in a folder, with one small file for each claim, named by `claimName`.
 *
 * A claim is written to a temporary file and then hard-linked to its name, which fails if the name
 * is taken. That is a single step of the file system, so several processes may share a folder, and
 * a crash leaves a claim either free or granted with its holder. On file systems without hard links
 * the file is created in place; a crash can then leave it empty, and the claim is never granted.
 *
 * @param folder - Created if it does not exist, readable by its owner only.
 * @throws LedgerError if the folder cannot be created; UsageError `wrong-input` if `folder` is not
 *   a path. The ledger's methods throw LedgerError if a claim cannot be read or stored.
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

/** Creates a hard link; fails if `path` exists. */
type MakeLink = (existing: string, path: string) => Promise<void>;

/** {@link openFileLedger} for an existing folder, with a replaceable `link` for tests. */
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
  // The file is synced; its entry in the folder is not yet.
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

/** The participation that holds a claim; `undefined` if it is free. */
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
      `${folder}: the ledger cannot be used: ${systemReason(error)}; fix that before taking part`,
      { cause: error },
    );
  });
}
