import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { dealersTo } from '../masking/holdings.ts';
import { maskingCoordinator } from '../masking/coordinator.ts';
import type { Answer, Dealing } from '../masking/dealing.ts';
import { sessionGraph } from './demand.ts';
import { sparseTerms } from './terms.ts';

/** The coordinator's side of the sparse scheme (after Bell et al., CCS 2020). */
export const sparseCoordinator: CoordinatorScheme<Dealing, Answer> = {
  ...maskingCoordinator(sparseTerms),
  belowDegree({ context: { session }, dealings }, committed) {
    const { minPresent } = sessionGraph(session);
    const left = new Set(committed);
    const gone = new Map<ClientId, Rejection>();
    // Each client that is left out may leave others with too few.
    for (let before = -1; before !== gone.size;) {
      before = gone.size;
      for (const client of left) {
        const { recipients } = dealings.get(client)!.leaves;
        let present = 0;
        for (const neighbour of recipients) {
          if (left.has(neighbour)) present++;
        }
        if (present >= minPresent) continue;
        left.delete(client);
        gone.set(client, {
          kind: 'rejection',
          code: 'graph-degree',
          message: `client ${client} is left out, and did nothing wrong: only ${present} of the ${recipients.length} neighbours that it drew are left, fewer than ${minPresent}`,
        });
      }
    }
    return gone;
  },
  headsTo: (to, { dealings }, included) =>
    dealersTo(to, dealings).filter((dealer) => dealer !== to && included.has(dealer)),
};
