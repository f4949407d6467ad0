import type { SessionJson } from '../../wire/sessionJson.ts';

/** What one phase of a session came to. */
export interface PhaseFigures {
  readonly phase: string;
  /** Clients that could take part in it: those that were still there. */
  readonly expected: number;
  readonly accepted: number;
  /** Those that fell silent in it; `undefined` while it is open. */
  readonly dropouts: number | undefined;
  readonly bytes: number;
  /** How long it was open, or has been so far. */
  readonly seconds: number;
}

/** Figures of every phase that was opened, in order. */
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

/** Bytes for people. */
export function bytesText(bytes: number): string {
  if (bytes < 10_000) return `${bytes} B`;
  return bytes < 10_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A moment for people, in their own zone. */
export function momentText(at: number): string {
  return new Date(at).toLocaleString();
}
