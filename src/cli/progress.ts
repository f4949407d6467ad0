import { Presets, SingleBar } from 'cli-progress';
import { progressTerminal } from './output.ts';

/** Shows how far long work is, on stderr, where that is a terminal; otherwise it says nothing. */
export interface Progress {
  update(fraction: number, what: string): void;
  stop(): void;
}

/** A bar for one piece of work. */
export function progressBar(): Progress {
  const stream = progressTerminal();
  if (!stream) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% {what}',
      stream,
      clearOnComplete: true,
      hideCursor: false,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { what: '' });
  return {
    update: (fraction, what) => {
      bar.update(fraction, { what });
    },
    stop: () => {
      bar.stop();
    },
  };
}
