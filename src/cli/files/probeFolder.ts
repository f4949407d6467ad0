import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason } from '../../net/disk/systemReason.ts';
import { CommandError, EXIT } from '../exitCodes.ts';

/**
 * Requires that files can be written to a folder, which is made for that if it does not exist: before anything is done whose result
 * goes into it. Nothing of the attempt stays.
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
    throw new CommandError(
      EXIT.input,
      `${path}: nothing can be written there: ${systemReason(error)}`,
    );
  } finally {
    for (const folder of made.reverse()) await rmdir(folder).catch(() => undefined);
  }
}

/** Level by level: the platform's own recursion does not end in file systems that make no folders. */
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
