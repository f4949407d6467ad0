import type { Thresholds } from '../../session/thresholds.ts';
import { exposureBound, graphSafetyProblem, lossBound, type MaskGraph } from './bounds.ts';
import { logLowerTail } from './hypergeometric.ts';

/** The greatest number of out-neighbours. */
export const MAX_NEIGHBOURS = 255;

/** A chosen graph stays safe for a client whose logarithms differ in the last digits. */
const MARGIN = 2 ** -20;

/** At most this part of the clients is expected to be left out because too many of their neighbours are. */
const PRUNED = 1 / 500;

/**
 * The graph with the fewest neighbours that is safe in a list of all clients and in one without those that may drop out, and in which
 * dropouts end a session with a probability of at most 2^−(exponent / 2).
 *
 * @param errorExponent - of the probability that the session reveals more than one sum, 1 to 128
 * @returns `undefined` if no graph with up to 255 neighbours is safe
 */
export function chooseMaskGraph(
  { clients, maxCorrupt, maxDropouts }: Omit<Thresholds, 'threshold'>,
  errorExponent: number,
): MaskGraph | undefined {
  const exponent = errorExponent + MARGIN;
  const lists = [clients, clients - maxDropouts].map((listed) => ({ listed, maxCorrupt }));
  const shortest = lists[1]!;
  for (let neighbours = 2; neighbours <= Math.min(MAX_NEIGHBOURS, clients - 1); neighbours++) {
    const shareThreshold = leastFrom(2, neighbours, (t) =>
      lists.every((list) => exposureBound({ neighbours, shareThreshold: t }, list) <= -exponent),
    );
    if (shareThreshold === undefined) continue;
    const lost = lossBound({ neighbours, shareThreshold }, clients, maxDropouts);
    if (lost > -(errorExponent / 2 + MARGIN)) continue;
    const least = leastFrom(
      shareThreshold,
      Math.min(neighbours, shortest.listed - 1),
      (minPresent) =>
        lists.every(
          (list) =>
            graphSafetyProblem({ neighbours, shareThreshold, minPresent }, list, exponent) ===
            undefined,
        ),
    );
    if (least === undefined) continue;
    const urn = { size: clients - 1, marked: clients - 1 - maxDropouts, drawn: neighbours };
    if (Math.exp(logLowerTail(urn, least)) > PRUNED) continue;
    return { neighbours, shareThreshold, minPresent: least };
  }
  return undefined;
}

/** The least integer from `low` to `high` for which something holds that holds for all greater ones. */
function leastFrom(
  low: number,
  high: number,
  holds: (value: number) => boolean,
): number | undefined {
  if (low > high || !holds(high)) return undefined;
  let [below, at] = [low - 1, high];
  while (at - below > 1) {
    const middle = Math.floor((below + at) / 2);
    if (holds(middle)) at = middle;
    else below = middle;
  }
  return at;
}
