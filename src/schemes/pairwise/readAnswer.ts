import { shareDigest } from './secrets.ts';
import { type FieldElement, fieldFromBytes } from '../../crypto/field.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import type { Signed } from '../../messages/signed.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';

import { fromBytes } from '../../wire/codec.ts';
import type { Agreed } from '../coordinator.ts';
import type { Answer, Dealing } from './dealing.ts';
import { answerCodec, type RevealedShare } from './messages.ts';
import { wrongShareEvidence } from './shareEvidence.ts';

/**
 * Reads one holder's answer: exactly one share for each dealer, of the requested kind, with the
 * digest that its dealer signed.
 *
 * @throws CheckFailure `well-formed`, `answer-exact` or `share-matches`
 */
export function readAnswer(phase: Agreed<Dealing>, signed: Signed, schemeBody: Uint8Array): Answer {
  const { context, dealings, included } = phase;
  const { client, bytes } = signed;
  const codec = answerCodec(context.roster.size);
  const shares = wellFormed(() => fromBytes(codec, schemeBody, codec.maxBytes, 'answer'), client);
  const dealers = [...dealings.keys()];
  const kindOf = (dealer: ClientId): RevealedShare['kind'] =>
    included.has(dealer) ? 'self-mask-seed' : 'mask-secret';
  const exact =
    shares.length === dealers.length &&
    shares.every((share, i) => share.client === dealers[i] && share.kind === kindOf(dealers[i]));
  context.checks.require('answer-exact', exact, () => ({
    message: `client ${client} answered with other shares than it was asked for`,
    culprit: client,
    // Only two shares of one client prove misbehaviour; any other answer might be to a different
    // request by the coordinator.
    evidence:
      new Set(shares.map((share) => share.client)).size < shares.length ? [bytes] : undefined,
  }));
  return new Map(
    shares.map((share) => [share.client as ClientId, readShare(phase, signed, share)]),
  );
}

function readShare(
  phase: Agreed<Dealing>,
  signed: Signed,
  { client, kind, share }: RevealedShare,
): FieldElement {
  const { context, dealings } = phase;
  const dealer = client as ClientId;
  const leaf = dealings.get(dealer)?.leaves.get(signed.client);
  const expected = kind === 'mask-secret' ? leaf?.maskShareDigest : leaf?.seedShareDigest;
  const value = fieldFromBytes(share);
  const digest = shareDigest(context.session.digest, dealer, signed.client, kind, share);
  const matches = value !== undefined && expected !== undefined && equalBytes(digest, expected);
  context.checks.require('share-matches', matches, () => ({
    message: `client ${signed.client} revealed a share of client ${dealer} that is not the one it was dealt`,
    culprit: signed.client,
    ...wrongShareEvidence(phase, signed.bytes, signed.client, dealer, kind),
  }));
  return value ?? 0n;
}
