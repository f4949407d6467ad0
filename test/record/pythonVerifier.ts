import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from './recordVectors.ts';

const SCRIPT = fileURLToPath(
  new URL('../../verifiers/python/verify_aggregate.py', import.meta.url),
);

/** Runs the Python verifier; `-B`, so that it leaves no compiled files. */
export function python(...args: readonly string[]): { status: number | null; stdout: string } {
  const { error, status, stdout, stderr } = spawnSync('python3', ['-B', SCRIPT, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error) {
    throw new Error(
      `python3 did not start (${error.message}): install Python 3.11 or later, on Debian with "apt-get install python3"`,
    );
  }
  if (stderr !== '') throw new Error(`the Python verifier failed:\n${stderr}`);
  return { status, stdout };
}

const KEYS = fileURLToPath(new URL('../vectors/proofs/keys.json', import.meta.url));

/** What the Python verifier says of files of test/vectors/record, in their order. */
export function pythonVerdicts(files: readonly string[]): readonly Verdict[] {
  const { stdout } = python('--vectors', ...files, '--vector-keys', KEYS);
  return JSON.parse(stdout) as Verdict[];
}

/** What it gives for each operation of files of test/vectors/operations; null for what it does not have. */
export function pythonOutputs(files: readonly string[]): readonly (readonly unknown[])[] {
  return JSON.parse(python('--operations', ...files).stdout) as unknown[][];
}
