import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason } from '../../net/disk/systemReason.ts';
import { CommandError, EXIT } from '../exitCodes.ts';

/**
 * Requires that files can be created in a folder, which need not exist, before work is done whose
 * result goes there. Everything created for the test is removed.
 *
 * @throws CommandError
 */
export async function requireWritableFolder(path: string): Promise<void> {
  const made: string[] = [];
  try {
    await makeFolder(path, made);
    // On some systems only the attempt shows whether a folder can be written.
    made.push(await mkdtemp(join(path, '.veilsum-probe-')));
  } catch (error) {
    throw new CommandError(EXIT.input, `${path}: cannot be written to: ${systemReason(error)}`);
  } finally {
    for (const folder of made.reverse()) await rmdir(folder).catch(() => undefined);
  }
}

/** Creates a folder level by level; see `makeFolder` of net/disk for why not recursively. */
async function makeFolder(path: string, made: string[]): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isDirectory()) return;
  if (!found && dirname(path) !== path) await makeFolder(dirname(path), made);
  await mkdir(path);
  made.push(path);
}
