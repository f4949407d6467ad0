import { integer, part, word } from '../usage/arguments.ts';

/** The numbers of a session that determine who can learn what. */
export interface Thresholds {
  /** n, the number of clients on the roster. */
  readonly clients: number;
  /** t, the number of shares that rebuild a secret, and of signatures that form a quorum. */
  readonly threshold: number;
  /** n_C, the number of clients that may collude with the coordinator without loss of privacy. */
  readonly maxCorrupt: number;
  /** The number of clients that may drop out without ending the session. */
  readonly maxDropouts: number;
}

const count = integer(0);
const thresholdAim = word('privacy', 'delivery');

/** Accepts further fields, as session parameters contain these among others. */
const thresholdsArgument = part<Thresholds>({
  clients: count,
  threshold: count,
  maxCorrupt: count,
  maxDropouts: count,
});

/**
 * Why thresholds are not safe, or `undefined` if they satisfy both conditions:
 *
 * - 2t > n + n_C (Bonawitz et al., CCS 2017, Theorem 6.5, in its general form), so that any two
 *   quorums share an honest client, which signs only one set;
 * - t − n_C ≥ 2, so that a sum always covers at least two honest inputs.
 *
 * @throws UsageError `wrong-input` if a threshold is not a non-negative integer
 *
 * @example
 * ```ts
 * thresholdSafetyProblem({ clients: 100, threshold: 66, maxCorrupt: 30, maxDropouts: 10 }); // undefined
 * ```
 */
export function thresholdSafetyProblem(thresholds: Thresholds): string | undefined {
  // Every inequality with NaN is false, so NaN would pass as safe.
  const t = thresholdsArgument(thresholds, 'thresholds');
  if (2 * t.threshold <= t.clients + t.maxCorrupt) {
    const least = leastSafeThreshold(t.clients, t.maxCorrupt);
    return `2t = ${2 * t.threshold} is not greater than n + n_C = ${t.clients + t.maxCorrupt}; the threshold must be at least ${least}`;
  }
  if (t.threshold - t.maxCorrupt < 2) {
    return `t − n_C = ${t.threshold - t.maxCorrupt}: a sum could cover a single honest input; take more clients or a higher threshold`;
  }
  return undefined;
}

/**
 * Why a session would not survive the dropouts that it promises to tolerate, or `undefined` if t ≤
 * n − dropouts.
 *
 * @throws UsageError `wrong-input` if a threshold is not a non-negative integer
 */
export function livenessProblem(thresholds: Thresholds): string | undefined {
  const t = thresholdsArgument(thresholds, 'thresholds');
  const present = t.clients - t.maxDropouts;
  return t.threshold <= present
    ? undefined
    : `t = ${t.threshold} is more than the ${present} clients that stay if ${t.maxDropouts} of ${t.clients} drop out; promise fewer dropouts or lower n_C`;
}

/**
 * The least t with 2t > n + n_C and t − n_C ≥ 2.
 *
 * @param clients - n
 * @param maxCorrupt - n_C
 * @throws UsageError `wrong-input` if an argument is not a non-negative integer
 */
export function leastSafeThreshold(clients: number, maxCorrupt: number): number {
  count(clients, 'clients');
  count(maxCorrupt, 'maxCorrupt');
  return Math.max(Math.floor((clients + maxCorrupt) / 2) + 1, maxCorrupt + 2);
}

/**
 * What thresholds are chosen for: `privacy` against as many corrupt clients as possible, or
 * `delivery` of the sum in spite of as many that cheat as possible.
 */
export type ThresholdAim = 'privacy' | 'delivery';

/**
 * Default thresholds. For `privacy`: t = n − dropouts, the highest that liveness allows, and the
 * largest n_C that is safe with it. For `delivery`: the largest n_C with 3·n_C + 2·dropouts < n, and t
 * = n − n_C − dropouts, so that t honest clients stay.
 *
 * @param clients - n
 * @param maxDropouts - the number of clients that may drop out
 * @param aim - default: `privacy`
 * @returns `undefined` if no threshold is both safe and live
 * @throws UsageError `wrong-input` if an argument is not a non-negative integer
 *
 * @example
 * ```ts
 * chooseThresholds(100, 10); // { clients: 100, threshold: 90, maxCorrupt: 79, maxDropouts: 10 }
 * chooseThresholds(100, 10, 'delivery'); // { clients: 100, threshold: 64, maxCorrupt: 26, maxDropouts: 10 }
 * chooseThresholds(100, 50); // undefined
 * ```
 */
export function chooseThresholds(
  clients: number,
  maxDropouts: number,
  aim: ThresholdAim = 'privacy',
): Thresholds | undefined {
  count(clients, 'clients');
  count(maxDropouts, 'maxDropouts');
  const { threshold, maxCorrupt } = chosenFor(thresholdAim(aim, 'aim'), clients, maxDropouts);
  const chosen: Thresholds = { clients, threshold, maxCorrupt, maxDropouts };
  return chosen.maxCorrupt >= 0 && thresholdSafetyProblem(chosen) === undefined
    ? chosen
    : undefined;
}

function chosenFor(
  aim: ThresholdAim,
  clients: number,
  maxDropouts: number,
): Pick<Thresholds, 'threshold' | 'maxCorrupt'> {
  if (aim === 'delivery') {
    const maxCorrupt = Math.ceil((clients - 2 * maxDropouts) / 3) - 1;
    return { maxCorrupt, threshold: clients - maxCorrupt - maxDropouts };
  }
  const threshold = clients - maxDropouts;
  return { threshold, maxCorrupt: Math.min(2 * threshold - clients - 1, threshold - 2) };
}
