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
  /**
   * Claims a task's round for one session, whatever session it is: resolves to whether nobody had claimed it before. One
   * step, so that two sessions that are joined at once don't both get it; kept for good before it resolves, as a
   * message may go out then.
   */
  claim(participation: Participation): Promise<boolean>;
}

/** A ledger that lasts as long as the process: for tests and simulations. */
export function memoryLedger(): Ledger {
  const taken = new Set<string>();
  return {
    claim: ({ task, round }) => {
      const place = JSON.stringify([task, round]);
      const free = !taken.has(place);
      taken.add(place);
      return Promise.resolve(free);
    },
  };
}

/** The participation that joining a session is. */
export function participationIn(session: Session): Participation {
  const { task, round } = session.parameters;
  return { task, round, session: toHex(session.digest) };
}
