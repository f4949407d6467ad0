import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import type { SessionParameters } from './parameters.ts';

/** The accepted sizes of vectors. */
export interface ShapePolicy {
  /**
   * d, the number of coordinates in a vector. Pin it if the input depends on it, as a histogram
   * does: with as many buckets as possible values, each client is alone in a bucket.
   */
  readonly length?: PinnedNumber | undefined;
  /** c, the number of coordinates in a committed row. */
  readonly rowLength?: PinnedNumber | undefined;
}

/** Why a policy does not accept a session's sizes, or `undefined`. */
export function shapeProblem(
  policy: ShapePolicy,
  { length, rowLength }: Pick<SessionParameters, 'length' | 'rowLength'>,
): string | undefined {
  return (
    pinnedProblem('the length of the vectors', length, policy.length) ??
    pinnedProblem('the length of a row', rowLength, policy.rowLength)
  );
}
