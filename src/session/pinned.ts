import { UsageError } from '../usage/hostError.ts';
import { type Argument, strictObject } from '../usage/arguments.ts';

/** A number that a policy pins: exactly this one, or one within a range, both ends included. */
export type PinnedNumber = number | { readonly min: number; readonly max: number };

/** Whether a session's number is one that a policy takes. */
function isPinned(value: number, pinned: PinnedNumber): boolean {
  return typeof pinned === 'number' ? value === pinned : value >= pinned.min && value <= pinned.max;
}

/** What a policy takes, in words: `exactly 1`, or `1 to 10`. */
function pinnedText(pinned: PinnedNumber): string {
  return typeof pinned === 'number' ? `exactly ${pinned}` : `${pinned.min} to ${pinned.max}`;
}

/** What is wrong with a session's number under a policy, or `undefined`. @param name - what it is, in words */
export function pinnedProblem(
  name: string,
  value: number,
  pinned: PinnedNumber | undefined,
): string | undefined {
  return pinned === undefined || isPinned(value, pinned)
    ? undefined
    : `${name} is ${value}, and the policy takes ${pinnedText(pinned)}`;
}

/** Reads a pinned number. @param number - how the number, or each end of the range, is read */
export function pinned(number: Argument<number>): Argument<PinnedNumber> {
  const range = strictObject<{ min: number; max: number }>({ min: number, max: number });
  return (value, at) => {
    if (typeof value !== 'object' || value === null) return number(value, at);
    const { min, max } = range(value, at);
    if (min <= max) return { min, max };
    throw new UsageError(
      'wrong-input',
      `${at}: expected min to be at most max, not ${min} and ${max}`,
    );
  };
}
