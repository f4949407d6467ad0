import { agreementPublicKey } from '../crypto/agreement.ts';
import { type FieldElement, fieldToBytes } from '../crypto/field.ts';
import { Secret } from '../crypto/secret.ts';
import { combineShares, lagrangeWeights } from '../crypto/shamir.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { ClientId } from '../session/party.ts';
import { seedDigest } from '../session/secrets.ts';
import { wrongSharingEvidence } from './shareEvidence.ts';
import type { HolderAnswer, UnmaskContents } from './states.ts';

/** What unmasking needs: seeds of the included clients, mask secrets of the dropped ones. Never both of one. */
export interface RebuiltSecrets {
  readonly seeds: ReadonlyMap<ClientId, FieldElement>;
  readonly maskSecrets: ReadonlyMap<ClientId, Secret>;
}

/**
 * Rebuilds every needed secret from the same t answers, and checks each against what its dealer signed.
 * As every share had the digest in its dealer's root, a secret that is wrong names the dealer.
 */
export function rebuildSecrets(
  contents: UnmaskContents,
  answers: readonly HolderAnswer[],
): RebuiltSecrets {
  const weights = lagrangeWeights(answers.map(({ holder }) => holder));
  const rebuild = (dealer: ClientId): FieldElement =>
    combineShares(
      answers.map(({ shares }) => shares.get(dealer)!),
      weights,
    );
  const seeds = [...contents.included.keys()].map(
    (dealer) => [dealer, checkedSeed(contents, answers, dealer, rebuild(dealer))] as const,
  );
  const maskSecrets = contents.dropped.map(
    (dealer) => [dealer, checkedMaskSecret(contents, answers, dealer, rebuild(dealer))] as const,
  );
  return { seeds: new Map(seeds), maskSecrets: new Map(maskSecrets) };
}

function checkedSeed(
  contents: UnmaskContents,
  answers: readonly HolderAnswer[],
  dealer: ClientId,
  seed: FieldElement,
): FieldElement {
  const { context, dealings } = contents;
  const digest = seedDigest(context.session.digest, dealer, seed);
  const matches = equalBytes(digest, dealings.get(dealer)!.seedDigest);
  context.checks.require('self-mask-seed', matches, () => ({
    message: `the shares that client ${dealer} dealt of its seed do not rebuild the seed that it signed`,
    culprit: dealer,
    ...wrongSharingEvidence(contents, dealer, 'self-mask-seed', answers),
  }));
  return seed;
}

function checkedMaskSecret(
  contents: UnmaskContents,
  answers: readonly HolderAnswer[],
  dealer: ClientId,
  scalar: FieldElement,
): Secret {
  const { context, keys } = contents;
  const secret = Secret.of(fieldToBytes(scalar));
  const matches =
    scalar !== 0n &&
    equalBytes(agreementPublicKey(context.kernel, secret), keys.get(dealer)!.maskKey);
  context.checks.require('mask-secret', matches, () => ({
    message: `the shares that client ${dealer} dealt of its mask secret do not rebuild the secret of the key that it advertised`,
    culprit: dealer,
    ...wrongSharingEvidence(contents, dealer, 'mask-secret', answers),
  }));
  return secret;
}
