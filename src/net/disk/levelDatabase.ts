import type { ClassicLevel } from 'classic-level';

/**
 * A LevelDB database in a folder, not open yet. The package with its compiled part is loaded here and no earlier, so that a
 * program that was bundled to one file, which that part is not in, gets this far.
 *
 * @throws Error where the package cannot be loaded
 */
export async function levelDatabase(folder: string): Promise<ClassicLevel<string, Uint8Array>> {
  const level = await loadLevel();
  return new level.ClassicLevel(folder, { keyEncoding: 'utf8', valueEncoding: 'view' });
}

/** Removes a LevelDB database that no process has open, and what LevelDB keeps with it. @throws Error as {@link levelDatabase} */
export async function destroyLevelDatabase(folder: string): Promise<void> {
  const level = await loadLevel();
  await level.ClassicLevel.destroy(folder);
}

function loadLevel(): Promise<typeof import('classic-level')> {
  return import('classic-level').catch(() => {
    throw new Error(
      'the package classic-level cannot be loaded: it has a native part, so leave it out of bundles, and install it separately',
    );
  });
}
