import { UsageError } from '../usage/usageError.ts';
import { type Argument, strictObject } from '../usage/arguments.ts';

/** A number that a policy pins: exactly, or within a range that includes both ends. */
export type PinnedNumber = number | { readonly min: number; readonly max: number };

/** Whether a policy accepts a session's number. */
function isPinned(value: number, pinned: PinnedNumber): boolean {
  return typeof pinned === 'number' ? value === pinned : value >= pinned.min && value <= pinned.max;
}

/** What a policy accepts, in words: `exactly 1`, or `1 to 10`. */
function pinnedText(pinned: PinnedNumber): string {
  return typeof pinned === 'number' ? `exactly ${pinned}` : `${pinned.min} to ${pinned.max}`;
}

/**
 * Why a policy does not accept a session's number, or `undefined`. @param name - the number's name,
 * in words
 */
export function pinnedProblem(
  name: string,
  value: number,
  pinned: PinnedNumber | undefined,
): string | undefined {
  return pinned === undefined || isPinned(value, pinned)
    ? undefined
    : `${name} is ${value}, but the policy accepts ${pinnedText(pinned)}`;
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
