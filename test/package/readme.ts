import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT } from './installed.ts';

/** What the README tells its reader to type, and to paste. */
export interface Readme {
  /** The commands of the five lines, without their prompts. */
  readonly fiveLines: readonly string[];
  /** The TypeScript program. */
  readonly program: string;
}

/** Reads both out of the README, as they are. */
export async function readReadme(): Promise<Readme> {
  const text = await readFile(join(PROJECT, 'README.md'), 'utf8');
  const lines = /<!-- five lines -->\s+```console\n(.*?)^```$/ms.exec(text)?.[1];
  const program = /^```ts\n(.*?)^```$/ms.exec(text)?.[1];
  if (lines === undefined || program === undefined) {
    throw new Error('the README has lost its five lines, or its program');
  }
  const fiveLines = lines
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice(2));
  return { fiveLines, program };
}
