import { vi } from 'vitest';
import type { Command } from 'commander';
import { outcomeOf, withExceptions } from '../../src/cli/run.ts';

/** What a command did. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, which is quicker than in one of its own. */
export async function commandHere(command: Command, ...args: readonly string[]): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await outcomeOf(withExceptions(command), ['node', command.name(), ...args]);
    return { ...said, status: process.exitCode };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
