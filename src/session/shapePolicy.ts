import { pinnedProblem, type PinnedNumber } from './pinned.ts';
import type { SessionParameters } from './parameters.ts';

/** The sizes of vectors that a client or a verifier accepts. */
export interface ShapePolicy {
  /**
   * d, coordinates of a vector as it is sent. Pin it if your input depends on it, as a histogram
   * does: with as many buckets as values, each client is alone in one.
   */
  readonly length?: PinnedNumber | undefined;
  /** c, coordinates of a committed row. */
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
