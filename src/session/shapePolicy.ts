import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import type { SessionParameters } from './parameters.ts';

/** The sizes of vectors that a client or a verifier takes. */
export interface ShapePolicy {
  /**
   * d, coordinates of a vector as it travels. Pin it where your input depends on it, as a histogram does: with as many buckets as values,
   * everybody stands alone in one.
   */
  readonly length?: PinnedNumber | undefined;
  /** c, coordinates of a committed row. */
  readonly rowLength?: PinnedNumber | undefined;
}

/** What a session's sizes are that a policy does not take, or `undefined`. */
export function shapeProblem(
  policy: ShapePolicy,
  { length, rowLength }: Pick<SessionParameters, 'length' | 'rowLength'>,
): string | undefined {
  return (
    pinnedProblem('the length of the vectors', length, policy.length) ??
    pinnedProblem('the length of a row', rowLength, policy.rowLength)
  );
}
