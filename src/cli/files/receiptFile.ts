import { readFile } from 'node:fs/promises';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireAbsent, writeWhole } from './files.ts';

/**
 * Writes a receipt. The file may already contain the same one, if an interrupted participation was
 * resumed.
 *
 * @throws CommandError if another file exists and `force` is not set, or it cannot be written
 */
export async function keepReceipt(
  path: string,
  receipt: Uint8Array,
  force: boolean,
): Promise<void> {
  const before = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError(EXIT.input, `${path}: cannot be read (${(error as Error).message})`);
  });
  if (before && equalBytes(before, receipt)) return;
  await requireAbsent([path], force);
  await writeWhole(path, receipt);
}
