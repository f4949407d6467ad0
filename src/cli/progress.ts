import type { SingleBar } from 'cli-progress';
import { progressTerminal } from './output.ts';

/** Shows progress on stderr if it is a terminal; otherwise prints nothing. */
export interface Progress {
  update(fraction: number, what: string): void;
  stop(): void;
}

/**
 * Creates a progress bar. Its package is loaded only on a terminal, because loading takes as long
 * as verifying a small record.
 */
export function progressBar(): Progress {
  const stream = progressTerminal();
  if (!stream) return { update: () => undefined, stop: () => undefined };
  let [reached, label, stopped]: [number, string, boolean] = [0, '', false];
  let bar: SingleBar | undefined;
  void import('cli-progress').then(({ Presets, SingleBar }) => {
    if (stopped) return;
    bar = new SingleBar(
      {
        format: '{bar} {percentage}% {what}',
        stream,
        clearOnComplete: true,
        hideCursor: false,
      },
      Presets.shades_classic,
    );
    bar.start(1, reached, { what: label });
  });
  return {
    update: (fraction, what) => {
      [reached, label] = [fraction, what];
      bar?.update(fraction, { what });
    },
    stop: () => {
      stopped = true;
      bar?.stop();
    },
  };
}
