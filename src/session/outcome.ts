import { UsageError } from '../usage/usageError.ts';
import type { CheckName } from './checks/table.ts';
import { CheckFailure, type Finding } from './checks/enabledChecks.ts';

export { UsageError } from '../usage/usageError.ts';

/**
 * The end of a session for a party, because a check failed. Nothing secret is sent with it or after
 * it.
 */
export interface Abort extends Finding {
  readonly kind: 'abort';
  /** The check that failed. */
  readonly code: CheckName;
}

/** A step to the next phase, with what to send. */
export interface Advance<State, Output> {
  readonly kind: 'advance';
  readonly state: State;
  readonly output: Output;
}

/** The successful end of a session for a party; the result exists nowhere else. */
export interface Finish<Result> {
  readonly kind: 'finish';
  readonly result: Result;
}

/** A message that was not accepted; the session goes on without it. */
export interface Rejection extends Finding {
  readonly kind: 'rejection';
  readonly code: CheckName;
}

/**
 * A party's state in one phase. It can be used once: a transition takes the contents and leaves it
 * spent, so that no phase is ever answered twice from the same secrets. The contents do not print
 * or serialise.
 */
export class OneShot<Name extends string, Contents> {
  /** Which phase this is. */
  readonly phase: Name;
  readonly #once: boolean;
  #contents: Contents | undefined;

  /** @param once - false only for a client without `one-shot`, in the attack suite */
  constructor(phase: Name, contents: Contents, once = true) {
    this.phase = phase;
    this.#contents = contents;
    this.#once = once;
  }

  /** Whether the contents were taken out. */
  get spent(): boolean {
    return this.#contents === undefined;
  }

  /** Takes the contents. @throws {@link UsageError} `state-spent` the second time */
  take(): Contents {
    const contents = this.peek();
    if (this.#once) this.#contents = undefined;
    return contents;
  }

  /** The contents, for a step that stays in the phase. @throws {@link UsageError} `state-spent` */
  peek(): Contents {
    if (this.#contents === undefined) {
      throw new UsageError(
        'state-spent',
        `the state of phase ${this.phase} was used before; continue with the state that its transition returned`,
      );
    }
    return this.#contents;
  }
}

/** Runs a transition; a failed check becomes an abort, after `onAbort` has wiped the secrets. */
export async function orAbort<T>(
  transition: () => Promise<T>,
  onAbort: () => void,
): Promise<T | Abort> {
  try {
    return await transition();
  } catch (error) {
    onAbort();
    if (error instanceof CheckFailure)
      return { kind: 'abort', code: error.check, ...error.finding };
    throw error;
  }
}

/** Receives one message; a failed check becomes a rejection. */
export async function orReject<T>(reception: () => Promise<T>): Promise<T | Rejection> {
  try {
    return await reception();
  } catch (error) {
    if (error instanceof CheckFailure)
      return { kind: 'rejection', code: error.check, ...error.finding };
    throw error;
  }
}
