import { chooseThresholds, type Thresholds } from '../session/thresholds.ts';

/** Under `sparse` one client in so many may be corrupt: the graph grows dense with the part that may. */
const SPARSE_CORRUPT = 10;

/**
 * The thresholds of a session for which none were given. Under `coded` they are chosen so that the
 * sum comes out in spite of clients that cheat, if any clients may; under `sparse` a tenth of the
 * clients may be corrupt, and under `pairwise` as many as any threshold allows.
 *
 * @param scheme - default: `pairwise`
 * @returns `undefined` if no thresholds are both safe and live
 */
export function chosenThresholds(
  clients: number,
  maxDropouts: number,
  scheme: string | undefined,
): Thresholds | undefined {
  const delivering =
    scheme === 'coded' ? chooseThresholds(clients, maxDropouts, 'delivery') : undefined;
  const chosen = delivering ?? chooseThresholds(clients, maxDropouts);
  if (scheme !== 'sparse' || !chosen) return chosen;
  const maxCorrupt = Math.min(chosen.maxCorrupt, Math.floor(clients / SPARSE_CORRUPT));
  return { ...chosen, maxCorrupt };
}
