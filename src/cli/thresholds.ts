import { chooseThresholds, type Thresholds } from '../session/thresholds.ts';

/**
 * The thresholds of a session for which none were given. Under `coded` they are chosen so that the
 * sum comes out in spite of clients that cheat, if any clients may.
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
  return delivering ?? chooseThresholds(clients, maxDropouts);
}
