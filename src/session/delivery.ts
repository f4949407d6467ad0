import { sessionArgument } from './partyArguments.ts';
import type { Session } from './session.ts';

/**
 * Why clients that cheat can end a session, or `undefined` if it delivers the right sum whatever up
 * to n_C clients do, as long as t honest ones stay (`coded` with range proofs of `planes` and t ≤ n − n_C
 * − dropouts).
 *
 * @throws UsageError `wrong-input` if the argument is not a session
 */
export function deliveryProblem(session: Session): string | undefined {
  const { scheme, parameters } = sessionArgument(session, 'session');
  return scheme.deliveryProblem(parameters);
}
