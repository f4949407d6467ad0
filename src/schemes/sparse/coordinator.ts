import { maxMessageBytes } from '../../messages/table.ts';
import type { ClientId } from '../../session/party.ts';
import { toBytes } from '../../wire/codec.ts';
import type { CoordinatorScheme } from '../coordinator.ts';
import { dealersTo } from '../masking/holdings.ts';
import { maskingCoordinator } from '../masking/coordinator.ts';
import type { Answer, Dealing } from '../masking/dealing.ts';
import { sessionGraph } from './demand.ts';
import { headsCodec } from './messages.ts';
import { sparseTerms } from './terms.ts';

/** The coordinator's side of the sparse scheme (after Bell et al., CCS 2020). */
export const sparseCoordinator: CoordinatorScheme<Dealing, Answer> = {
  ...maskingCoordinator(sparseTerms),
  belowDegree({ context: { session }, dealings }, committed) {
    const { minPresent } = sessionGraph(session);
    const left = new Set(committed);
    const gone: ClientId[] = [];
    // Each client that is left out may leave others with too few.
    for (let before = -1; before !== gone.length;) {
      before = gone.length;
      for (const client of left) {
        let present = 0;
        for (const neighbour of dealings.get(client)!.leaves.recipients) {
          if (left.has(neighbour)) present++;
        }
        if (present >= minPresent) continue;
        left.delete(client);
        gone.push(client);
      }
    }
    return gone;
  },
  headsTo(to, { context: { session }, dealings }, included) {
    const codec = headsCodec(session.parameters.clients, maxMessageBytes(session, 'commit'));
    const heads = dealersTo(to, dealings).flatMap((dealer) => {
      const head = dealer === to ? undefined : included.get(dealer);
      return head ? [head.signed.bytes] : [];
    });
    return toBytes(codec, heads);
  },
};
