import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from './run.ts';

/** The folder of the package under test, with a slash at its end. */
export const PROJECT: string = fileURLToPath(new URL('../../', import.meta.url));

/** What `npm pack` made. */
export interface Packed {
  readonly tarball: string;
  /** Of the tarball. */
  readonly bytes: number;
  /** Paths inside the package, sorted. */
  readonly files: readonly string[];
}

/** Packs the package as it was built, into `folder`. */
export async function pack(folder: string): Promise<Packed> {
  const options = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const text = await outputOf(PROJECT, 'npm', 'pack', ...options);
  const [packed] = JSON.parse(text) as [
    {
      readonly filename: string;
      readonly size: number;
      readonly files: readonly { readonly path: string }[];
    },
  ];
  return {
    tarball: join(folder, packed.filename),
    bytes: packed.size,
    files: packed.files.map(({ path }) => path).sort(),
  };
}

/** What npm is told so that it asks nobody for anything. */
export const OFFLINE: readonly string[] = [
  '--offline',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
];

/**
 * An empty project in whose node_modules lie copies of what the lock file says that an installation brings, and nothing else: npm finds
 * every dependency there, so that it installs the tarball without a network; and a package that the library imports but declares
 * for development alone is missing, as it would be for a stranger.
 */
export async function emptyProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true }),
  );
  const lock = JSON.parse(await readFile(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const brought = Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && existsSync(join(PROJECT, path)))
    .map(([path]) => path);
  for (const path of brought) {
    const from = join(PROJECT, path);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // What lies in a package's own node_modules has an entry of its own.
    const filter = (file: string): boolean => !file.startsWith(join(from, 'node_modules'));
    await cp(from, join(folder, path), { recursive: true, filter });
  }
}
