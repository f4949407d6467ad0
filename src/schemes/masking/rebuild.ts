import { type Scalar, scalarToBytes } from '../../crypto/scalar.ts';
import { Secret } from '../../crypto/secret.ts';
import { combineShares, lagrangeWeights } from '../../crypto/shamir.ts';
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
  const rebuild = rebuilderFrom(answersByDealer(answers), threshold);
  return {
    seeds: new Map(Array.from(included, (dealer) => [dealer, rebuild(dealer)])),
    maskSecrets: new Map(
      Array.from(dropped, (dealer) => [dealer, Secret.of(scalarToBytes(rebuild(dealer)))]),
    ),
  };
}

/** Rebuilds a dealer's secret from the first t answers with a share of it. One set of holders has one set of weights. */
export function rebuilderFrom(
  holding: AnswersByDealer,
  threshold: number,
): (dealer: ClientId) => Scalar {
  const known = new Map<string, readonly Scalar[]>();
  return (dealer) => {
    const holders = holding(dealer).slice(0, threshold);
    const places = holders.map(([holder]) => holder);
    const name = places.join();
    let weights = known.get(name);
    if (!weights) known.set(name, (weights = lagrangeWeights(places)));
    const shares = holders.map(([, revealed]) => revealed.get(dealer)!);
    return combineShares(shares, weights);
  };
}
