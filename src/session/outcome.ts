import { UsageError } from '../usage/usageError.ts';
import type { CheckName } from './checks/table.ts';
import { CheckFailure, type Finding } from './checks/enabledChecks.ts';

export { UsageError } from '../usage/usageError.ts';

/** The end of a session for a party, because a check failed. The party sends nothing more. */
export interface Abort extends Finding {
  readonly kind: 'abort';
  /** The check that failed. */
  readonly code: CheckName;
}

/** A transition to the next phase, with the output to send. */
export interface Advance<State, Output> {
  readonly kind: 'advance';
  readonly state: State;
  readonly output: Output;
}

/** The successful end of a session for a party, with its result. */
export interface Finish<Result> {
  readonly kind: 'finish';
  readonly result: Result;
}

/** A message was not accepted. The session goes on without it. */
export interface Rejection extends Finding {
  readonly kind: 'rejection';
  readonly code: CheckName;
}

/**
 * A party's state in one phase, which can be used once: a transition takes the contents and leaves
 * the state spent, so that no phase is answered twice with the same secrets. The contents are not
 * shown when a state is printed or serialised.
 */
export class OneShot<Name extends string, Contents> {
  /** The phase of this state. */
  readonly phase: Name;
  readonly #once: boolean;
  #contents: Contents | undefined;

  /** @param once - false only for a client in the attack suite, with `one-shot` off */
  constructor(phase: Name, contents: Contents, once = true) {
    this.phase = phase;
    this.#contents = contents;
    this.#once = once;
  }

  /** Whether the contents were taken. */
  get spent(): boolean {
    return this.#contents === undefined;
  }

  /**
   * Takes the contents.
   *
   * @throws {@link UsageError} `state-spent` the second time
   */
  take(): Contents {
    const contents = this.peek();
    if (this.#once) this.#contents = undefined;
    return contents;
  }

  /**
   * Returns the contents, for a step that stays in the phase.
   *
   * @throws {@link UsageError} `state-spent`
   */
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

/**
 * Runs a transition. A failed check becomes an abort, other errors are rethrown; either way
 * `onAbort` wipes the secrets first.
 */
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

/**
 * Runs the reception of one message. A failed check becomes a rejection, other errors are rethrown.
 */
export async function orReject<T>(reception: () => Promise<T>): Promise<T | Rejection> {
  try {
    return await reception();
  } catch (error) {
    if (error instanceof CheckFailure)
      return { kind: 'rejection', code: error.check, ...error.finding };
    throw error;
  }
}
