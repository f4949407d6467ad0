import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import type { Roster } from '../../src/session/roster.ts';
import { coordinator } from './federation.ts';

/** `veilsum serve` as a process, over the files of `writeServeFiles`. */
export interface Serving {
  readonly pid: number;
  readonly url: URL;
  kill(): Promise<void>;
  /** Asks it to end; resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** What `serve` reads: one task whose phases have no deadline; `more` are other fields of it. */
export async function writeServeFiles(
  folder: string,
  roster: Roster,
  more: object = {},
): Promise<void> {
  await writeIdentity(join(folder, 'coordinator.json'), coordinator);
  await writeRoster(join(folder, 'roster.json'), roster);
  const deadlines = { advertise: 0, share: 0, commit: 0, confirm: 0, unmask: 0 };
  const task = { task: 'test', round: 1, length: 5, bound: 1000, rowLength: 4, deadlines, ...more };
  await writeFile(join(folder, 'task.json'), JSON.stringify(task));
}

/** Starts it, and waits until it listens. */
export async function serve(
  folder: string,
  store: string,
  listen = '127.0.0.1:0',
  more: readonly string[] = [],
): Promise<Serving> {
  const files = { identity: 'coordinator.json', roster: 'roster.json', task: 'task.json' };
  const flags = Object.entries(files).flatMap(([flag, file]) => [`--${flag}`, join(folder, file)]);
  const args = ['dist/cli/veilsum.js', 'serve', ...flags, '--listen', listen, '--quiet', ...more];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, VEILSUM_STORE: store },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = / at (http:\S+)$/.exec(line)?.[1];
    if (address !== undefined) {
      const url = new URL(address);
      return { pid: child.pid!, url, kill: () => kill(child), stop: () => stop(child) };
    }
  }
  throw new Error('the coordinator did not start');
}

/** Sends each request to the next of the processes, as a load balancer does; one that does not answer is passed over. */
export function balancing(servings: readonly Serving[]): typeof globalThis.fetch {
  let next = 0;
  return async (input, init) => {
    const { pathname, search } = new URL(input as URL);
    for (let attempt = 1; ; attempt++) {
      const { url } = servings[next++ % servings.length]!;
      try {
        return await fetch(new URL(pathname + search, url), init);
      } catch (error) {
        if (attempt >= servings.length) throw error;
      }
    }
  };
}

/** Ends a process at once, if it is there still. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function stop(child: ChildProcess): Promise<number | null> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  return child.exitCode;
}
