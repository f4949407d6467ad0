import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder, and the missing folders above it.
 *
 * It does not use Node's recursive `mkdir`, which loops forever where the file system answers
 * ENOENT although the parent exists, as /proc does.
 *
 * @param mode - Permissions of the folders that are created.
 * @throws the file system's error if it cannot be created; ENOTDIR if something other than a folder
 *   has this name
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const missing: string[] = [];
  let place = resolve(path);
  while (!(await isFolder(place))) {
    missing.unshift(place);
    place = dirname(place);
  }
  for (const folder of missing) {
    await mkdir(folder, { mode }).catch(async (error: unknown) => {
      // Another process may have created it meanwhile.
      if (codeOf(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
    });
  }
}

/** Whether a folder exists; throws ENOTDIR if something else has this name. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!found || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
