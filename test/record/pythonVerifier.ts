import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from './recordVectors.ts';

const SCRIPT = fileURLToPath(
  new URL('../../scripts/verifier/verify_aggregate.py', import.meta.url),
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

/** What the Python verifier says of files of test/vectors/record, in their order. */
export function pythonVerdicts(files: readonly string[]): readonly Verdict[] {
  return JSON.parse(python('--vectors', ...files).stdout) as Verdict[];
}
