import { seedDigest } from './secrets.ts';
import { agreementPublicKey } from '../../crypto/agreement.ts';
import { type FieldElement, fieldToBytes } from '../../crypto/field.ts';
import { Secret } from '../../crypto/secret.ts';
import { combineShares, lagrangeWeights } from '../../crypto/shamir.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { ClientId } from '../../session/party.ts';

import { wrongSharingEvidence } from './shareEvidence.ts';
import type { Agreed } from '../coordinator.ts';
import type { Dealing, HolderAnswer } from './dealing.ts';
import { maskKeyIn } from './messages.ts';

/**
 * The secrets that unmasking needs: the seed of each included client, the mask secret of each
 * dropped one, and never both of one client.
 */
export interface RebuiltSecrets {
  readonly seeds: ReadonlyMap<ClientId, FieldElement>;
  readonly maskSecrets: ReadonlyMap<ClientId, Secret>;
}

/**
 * Rebuilds every secret from the same t answers, and checks each against what its dealer signed.
 * Every share was checked against its dealer's root when it was read, so a secret that does not
 * match is the dealer's fault.
 *
 * @param dropped - clients that dealt shares and are not included
 * @param answers - exactly t
 * @throws CheckFailure `self-mask-seed` or `mask-secret`, naming the dealer, with evidence
 */
export function rebuildSecrets(
  phase: Agreed<Dealing>,
  dropped: readonly ClientId[],
  answers: readonly HolderAnswer[],
): RebuiltSecrets {
  const weights = lagrangeWeights(answers.map(([holder]) => holder));
  const rebuild = (dealer: ClientId): FieldElement =>
    combineShares(
      answers.map(([, shares]) => shares.get(dealer)!),
      weights,
    );
  const seeds = [...phase.included.keys()].map(
    (dealer) => [dealer, checkedSeed(phase, answers, dealer, rebuild(dealer))] as const,
  );
  const maskSecrets = dropped.map(
    (dealer) => [dealer, checkedMaskSecret(phase, answers, dealer, rebuild(dealer))] as const,
  );
  return { seeds: new Map(seeds), maskSecrets: new Map(maskSecrets) };
}

function checkedSeed(
  phase: Agreed<Dealing>,
  answers: readonly HolderAnswer[],
  dealer: ClientId,
  seed: FieldElement,
): FieldElement {
  const { context, dealings } = phase;
  const digest = seedDigest(context.session.digest, dealer, seed);
  const matches = equalBytes(digest, dealings.get(dealer)!.seedDigest);
  context.checks.require('self-mask-seed', matches, () => ({
    message: `the shares that client ${dealer} dealt of its seed do not rebuild the seed that it signed`,
    culprit: dealer,
    ...wrongSharingEvidence(phase, dealer, 'self-mask-seed', answers),
  }));
  return seed;
}

function checkedMaskSecret(
  phase: Agreed<Dealing>,
  answers: readonly HolderAnswer[],
  dealer: ClientId,
  scalar: FieldElement,
): Secret {
  const { context, schemeKeys } = phase;
  const secret = Secret.of(fieldToBytes(scalar));
  const matches =
    scalar !== 0n &&
    equalBytes(agreementPublicKey(context.kernel, secret), maskKeyIn(schemeKeys.get(dealer)!));
  context.checks.require('mask-secret', matches, () => ({
    message: `the shares that client ${dealer} dealt of its mask secret do not rebuild the secret of the key that it advertised`,
    culprit: dealer,
    ...wrongSharingEvidence(phase, dealer, 'mask-secret', answers),
  }));
  return secret;
}
