import type { SessionJson } from '../../wire/sessionJson.ts';

/** Figures of one phase. */
export interface PhaseFigures {
  readonly phase: string;
  /** Number of clients that could take part in it: those that had not dropped out before. */
  readonly expected: number;
  readonly accepted: number;
  /** Number of clients that dropped out in it; `undefined` while it is open. */
  readonly dropouts: number | undefined;
  readonly bytes: number;
  /** How long it was open, or has been open so far, in seconds. */
  readonly seconds: number;
}

/**
 * Figures of every phase opened so far, in order.
 *
 * @param now - The current time in milliseconds since 1970.
 */
export function phaseFigures({ clients, phases }: SessionJson, now: number): PhaseFigures[] {
  return phases.map(({ phase, openedAt, closedAt, accepted, bytes }, i) => {
    const expected = i === 0 ? clients : phases[i - 1]!.accepted;
    return {
      phase,
      expected,
      accepted,
      dropouts: closedAt === undefined ? undefined : expected - accepted,
      bytes,
      seconds: Math.max(0, (closedAt ?? now) - openedAt) / 1000,
    };
  });
}

/** Formats a number of bytes. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Formats a time, given in milliseconds since 1970, in the browser's time zone. */
export function momentText(at: number): string {
  return new Date(at).toLocaleString();
}
