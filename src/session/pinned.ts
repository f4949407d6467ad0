import { UsageError } from '../usage/usageError.ts';
import { type Argument, strictObject } from '../usage/arguments.ts';

/** A number that a policy pins: exactly, or within an inclusive range. */
export type PinnedNumber = number | { readonly min: number; readonly max: number };

/** Whether a number satisfies a pin. */
function isPinned(value: number, pinned: PinnedNumber): boolean {
  return typeof pinned === 'number' ? value === pinned : value >= pinned.min && value <= pinned.max;
}

/** What a pin accepts, in words: `exactly 1`, or `1 to 10`. */
function pinnedText(pinned: PinnedNumber): string {
  return typeof pinned === 'number' ? `exactly ${pinned}` : `${pinned.min} to ${pinned.max}`;
}

/**
 * Why a session's number does not satisfy a pin, or `undefined`.
 *
 * @param name - the number's name for messages
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

/**
 * Reads a pinned number.
 *
 * @param number - reader of the number, or of each end of the range
 */
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
