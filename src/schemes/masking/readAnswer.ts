import { type Scalar, scalarFromBytes } from '../../crypto/scalar.ts';
import type { Signed } from '../../messages/signed.ts';
import { wellFormed } from '../../session/checks/enabledChecks.ts';
import type { ClientId } from '../../session/party.ts';
import { fromBytes } from '../../wire/codec.ts';
import type { Agreed } from '../coordinator.ts';
import { type Answer, type Dealing, kindOf } from './dealing.ts';
import { dealersTo } from './holdings.ts';
import { answerCodec, type RevealedShare } from './messages.ts';
import { wrongShareEvidence } from './shareEvidence.ts';

/**
 * Reads an answer: one share of the right kind for each dealer that dealt to the holder. Whether each is the one that was dealt is found as the phase ends,
 * for all answers together.
 *
 * @throws CheckFailure
 */
export function readAnswer(phase: Agreed<Dealing>, signed: Signed, schemeBody: Uint8Array): Answer {
  const { context, dealings } = phase;
  const { client, bytes } = signed;
  const codec = answerCodec(context.roster.size);
  const shares = wellFormed(() => fromBytes(codec, schemeBody, codec.maxBytes, 'answer'), client);
  const dealers = dealersTo(client, dealings).filter(
    (dealer) => phase.accusers.get(dealer)?.has(client) !== true,
  );
  const exact =
    shares.length === dealers.length &&
    shares.every(
      (share, i) => share.client === dealers[i] && share.kind === kindOf(phase, dealers[i]),
    );
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

/** A share that is no scalar is not the one that was dealt. */
function readShare(phase: Agreed<Dealing>, signed: Signed, revealed: RevealedShare): Scalar {
  const dealer = revealed.client as ClientId;
  const value = scalarFromBytes(revealed.share);
  phase.context.checks.require('share-matches', value !== undefined, () => ({
    message: `client ${signed.client} revealed a share of client ${dealer} that is no scalar`,
    culprit: signed.client,
    ...wrongShareEvidence(phase, signed.bytes, signed.client, dealer),
  }));
  return value ?? 0n;
}
