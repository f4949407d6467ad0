/** Runs circom 2 on a circuit; the files are the same on every machine. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { PROJECT } from './files.ts';

/** Options passed to circom. */
export const COMPILER_FLAGS: readonly string[] = ['--O2', '--r1cs', '--wasm', '--sym'];

const load = createRequire(import.meta.url);

/** Paths of a compilation's results. */
export interface Compiled {
  readonly r1cs: string;
  /** The witness generator. */
  readonly wasm: string;
  /** Names of signals: their index in the witness and in the source. */
  readonly symbols: string;
}

/** The version of the package circom2. */
export function compilerVersion(): string {
  return (load('circom2/package.json') as { readonly version: string }).version;
}

/**
 * Compiles a circuit.
 *
 * @param source - Inside the project's folder, because the compiler runs in a sandbox that sees
 *   nothing else.
 * @param folder - Folder for the results, also inside the project's folder.
 * @param flags - Default: those of all keys.
 * @throws Error with the compiler's message if it fails
 */
export function compileCircuit(
  source: string,
  folder: string,
  flags: readonly string[] = COMPILER_FLAGS,
): Compiled {
  mkdirSync(folder, { recursive: true });
  const run = spawnSync(
    process.execPath,
    [
      load.resolve('circom2/cli.js'),
      relative(PROJECT, source),
      ...flags,
      '-o',
      relative(PROJECT, folder),
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  if (run.status !== 0) throw new Error(`circom refuses ${source}:\n${run.stdout}${run.stderr}`);
  const name = basename(source, '.circom');
  return {
    r1cs: join(folder, `${name}.r1cs`),
    wasm: join(folder, `${name}_js`, `${name}.wasm`),
    symbols: join(folder, `${name}.sym`),
  };
}

/**
 * All files that a circuit includes, itself among them, as sorted paths relative to the project's
 * folder.
 */
export function sourceFiles(source: string): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const text = readFileSync(join(PROJECT, path), 'utf8');
    for (const [, included] of text.matchAll(/^include "([^"]+)";$/gm)) {
      visit(normalize(join(dirname(path), included!)));
    }
  };
  visit(relative(PROJECT, source));
  return [...found].sort();
}

/**
 * SHA-256, in hexadecimal, over one line per file of a circuit: the file's SHA-256, two spaces, its
 * path.
 */
export function sourceDigest(source: string): string {
  const all = createHash('sha256');
  for (const path of sourceFiles(source)) {
    const digest = createHash('sha256').update(readFileSync(join(PROJECT, path)));
    all.update(`${digest.digest('hex')}  ${path}\n`);
  }
  return all.digest('hex');
}
