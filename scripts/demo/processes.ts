import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FromParticipant, ToParticipant } from './messages.ts';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function watched(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** A coordinator in a separate process. */
export interface CoordinatorProcess {
  readonly url: URL;
  /** Kills it without warning, and restarts it on its store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `veilsum serve`, and waits until it listens. */
export async function startCoordinator(args: readonly string[]): Promise<CoordinatorProcess> {
  let { child, url } = await serve(args, '127.0.0.1:0');
  return {
    url,
    restart: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      ({ child, url } = await serve(args, url.host));
    },
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function serve(
  args: readonly string[],
  listen: string,
): Promise<{ child: ChildProcess; url: URL }> {
  const command = fileURLToPath(new URL('../../dist/cli/veilsum.js', import.meta.url));
  const child = watched(
    spawn(process.execPath, [command, 'serve', ...args, '--listen', listen, '--quiet'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = / at (http:\S+)$/.exec(line)?.[1];
    if (address !== undefined) return { child, url: new URL(address) };
  }
  throw new Error('the coordinator did not start');
}

/** A participant in a separate process. */
export class ParticipantProcess {
  readonly #child: ChildProcess;
  readonly #heard: FromParticipant[] = [];

  constructor(program: string, args: readonly string[]) {
    this.#child = watched(fork(program, args, { serialization: 'advanced', execArgv: [] }));
    this.#child.on('message', (message) => {
      const heard = message as FromParticipant;
      this.#heard.push(heard);
      if (heard.kind === 'ended' && !heard.valid)
        console.error(`a participant stopped: ${heard.why}`);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  play(message: ToParticipant): void {
    this.#heard.length = 0;
    this.#child.send(message);
  }

  /** Waits for a message from the participant. */
  async hears<Kind extends FromParticipant['kind']>(
    kind: Kind,
    which: (message: Extract<FromParticipant, { kind: Kind }>) => boolean = () => true,
  ): Promise<Extract<FromParticipant, { kind: Kind }>> {
    for (;;) {
      const found = this.#heard.find(
        (message): message is Extract<FromParticipant, { kind: Kind }> =>
          message.kind === kind && which(message as Extract<FromParticipant, { kind: Kind }>),
      );
      if (found) return found;
      const failed = this.#heard.find((message) => message.kind === 'ended' && !message.valid);
      if (failed?.kind === 'ended') throw new Error(failed.why);
      const stop = new AbortController();
      await Promise.race([
        once(this.#child, 'message', { signal: stop.signal }),
        once(this.#child, 'exit', { signal: stop.signal }).then(() => {
          throw new Error('a participant’s process has ended');
        }),
      ]).finally(() => {
        stop.abort();
      });
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  leave(): void {
    this.#child.disconnect();
  }
}
