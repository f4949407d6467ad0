import type { Rejection } from '../../session/outcome.ts';
import type { ClientId } from '../../session/party.ts';
import type { Advertised, DealtShare } from '../coordinator.ts';
import type { Dealing } from './dealing.ts';
import { brokenSharingEvidence } from './shareEvidence.ts';
import { lieOnPolynomials, type Sharing } from './sharing.ts';
import type { MaskingTerms } from './terms.ts';

/** Finds the dealings whose points lie on no polynomials: all together, and one by one only where that fails. */
export async function brokenSharings(
  terms: MaskingTerms,
  phase: Advertised,
  dealt: readonly DealtShare<Dealing>[],
): Promise<readonly Rejection[]> {
  const { checks } = phase.context;
  if (!checks.isOn('share-polynomial') || (await areSound(terms, phase, dealt))) return [];
  const rejections: Rejection[] = [];
  for (const one of dealt) {
    if (await areSound(terms, phase, [one])) continue;
    const { client } = one.signed;
    rejections.push({
      kind: 'rejection',
      code: 'share-polynomial',
      message: `client ${client} is left out, as the shares that it dealt do not belong to its mask key and its seed`,
      culprit: client,
      ...brokenSharingEvidence(phase, one),
    });
  }
  return rejections;
}

function areSound(
  terms: MaskingTerms,
  { context, schemeKeys }: Advertised,
  dealt: readonly DealtShare<Dealing>[],
): Promise<boolean> {
  const { kernel, session, work } = context;
  return lieOnPolynomials(
    kernel,
    session,
    terms.shareThreshold(session),
    [...schemeKeys.keys()],
    dealt.map(({ signed, dealing }) =>
      sharingOf(signed.client, terms.maskKeyIn(schemeKeys.get(signed.client)!), dealing),
    ),
    work,
  );
}

function sharingOf(
  dealer: ClientId,
  maskKey: Uint8Array,
  { seedPoint, root, leaves }: Dealing,
): Sharing {
  return {
    dealer,
    recipients: leaves.recipients,
    maskKey,
    seedPoint,
    root,
    maskPoints: leaves.maskPoints(),
    seedPoints: leaves.seedPoints(),
  };
}
