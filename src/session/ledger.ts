import { toHex } from '../crypto/hex.ts';
import type { Session } from './session.ts';

/** One participation: a client takes part in a task's round once, whatever session it is offered for it. */
export interface Participation {
  readonly task: string;
  readonly round: number;
  /** Hex of the digest of the session that it took part in. */
  readonly session: string;
}

/**
 * The rounds that a client took part in. It must outlive the process: a client that forgets can be made to send
 * its input twice, and the difference of two sums is an input.
 */
export interface Ledger {
  /** Whether this client took part in the round. */
  has(task: string, round: number): boolean;
  /** Records a participation; resolves when it is kept for good, and only then may a message go out. */
  add(participation: Participation): Promise<void>;
}

/** A ledger that lasts as long as the process: for tests and simulations. */
export function memoryLedger(): Ledger {
  const taken = new Set<string>();
  const place = (task: string, round: number): string => JSON.stringify([task, round]);
  return {
    has: (task, round) => taken.has(place(task, round)),
    add: ({ task, round }) => {
      taken.add(place(task, round));
      return Promise.resolve();
    },
  };
}

/** The participation that joining a session is. */
export function participationIn(session: Session): Participation {
  const { task, round } = session.parameters;
  return { task, round, session: toHex(session.digest) };
}
