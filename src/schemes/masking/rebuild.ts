import { type Scalar, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { combineShares, lagrangeWeightsOfEach } from '../../crypto/shamir.ts';
import type { ClientId } from '../../session/party.ts';
import type { HolderAnswer } from './dealing.ts';
import { type AnswersByDealer, answersByDealer } from './holdings.ts';

/**
 * The secrets that unmasking needs: the seed of each included client, the mask secret of each
 * dropped one, and never both of one client.
 */
export interface RebuiltSecrets {
  readonly seeds: ReadonlyMap<ClientId, Scalar>;
  readonly maskSecrets: ReadonlyMap<ClientId, Secret>;
}

/** Rebuilds the needed secrets of some dealers from answers of their holders. Nothing is checked: see answers.ts. */
export function rebuildSecrets(
  included: Iterable<ClientId>,
  dropped: Iterable<ClientId>,
  answers: readonly HolderAnswer[],
  threshold: number,
): RebuiltSecrets {
  const [seeds, lost] = [[...included], [...dropped]];
  const rebuilt = rebuildEach(answersByDealer(answers), threshold, [...seeds, ...lost]);
  return {
    seeds: new Map(seeds.map((dealer, i) => [dealer, rebuilt[i]!])),
    maskSecrets: new Map(
      lost.map((dealer, i) => [dealer, Secret.of(scalarToBytes(rebuilt[seeds.length + i]!))]),
    ),
  };
}

/** Rebuilds dealers' secrets, each from the first t answers with a share of it. One set of holders has one set of weights. */
export function rebuildEach(
  holding: AnswersByDealer,
  threshold: number,
  dealers: readonly ClientId[],
): readonly Scalar[] {
  const sets = new Map<string, readonly ClientId[]>();
  const chosen = dealers.map((dealer) => {
    const holders = holding(dealer).slice(0, threshold);
    const places = holders.map(([holder]) => holder);
    const name = places.join();
    sets.set(name, places);
    return { name, shares: holders.map(([, revealed]) => revealed.get(dealer)!) };
  });
  const weights = lagrangeWeightsOfEach([...sets.values()]);
  const known = new Map([...sets.keys()].map((name, i) => [name, weights[i]!]));
  return chosen.map(({ name, shares }) => combineShares(shares, known.get(name)!));
}
