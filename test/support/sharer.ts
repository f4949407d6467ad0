import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { kill } from './serving.ts';

const PROGRAM = fileURLToPath(new URL('./sharingProcess.ts', import.meta.url));

/** A process of `sharingProcess.ts`. */
export interface Sharer {
  /** Resolves when it got stuck. */
  readonly stuck: Promise<void>;
  kill(): Promise<void>;
}

/** Starts one, and waits until it is ready. */
export async function sharer(task: {
  readonly url: string;
  readonly role: 'helper' | 'coordinator';
  readonly pieces: number;
}): Promise<Sharer> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      lines.on('line', (line) => {
        if (line === wanted) resolve();
      });
    });
  const [ready, stuck] = [says('ready'), says('stuck')];
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process ended by itself');
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return { stuck, kill: () => kill(child) };
}
