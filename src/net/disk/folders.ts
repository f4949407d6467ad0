import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those above it that are missing.
 *
 * Not with Node's recursive `mkdir`: where a file system answers ENOENT although the folder above is there, as /proc does, that
 * one tries again for ever.
 *
 * @param mode - permissions of the folders that are made
 * @throws the file system's error where it cannot be made, or something else than a folder is there
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
      // Somebody else may have made it since.
      if (codeOf(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
    });
  }
}

/** Whether there is a folder; an error where there is something else. */
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
