import { readingUnder, wellFormed } from '../session/checks/enabledChecks.ts';
import { fromBytes } from '../wire/codec.ts';
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import type { Setting, Signed } from './signed.ts';
import { type BodyOf, type ClientPhase, codecOf, maxEnvelopeBytes } from './table.ts';

/** An authenticated client message with its decoded body. */
export interface Submission<P extends ClientPhase> extends AuthenticatedMessage {
  readonly body: BodyOf<P>;
}

/**
 * Decodes the envelope of a client message whose type is not known yet.
 *
 * @throws CheckFailure `well-formed`
 */
export function submittedEnvelope({ session, checks }: Setting, message: Message): Envelope {
  const limit = maxEnvelopeBytes(session);
  // A copy: keeping a view would keep the whole buffer it came in.
  const own = message.envelope.slice(0, limit + 1);
  return wellFormed(() => openEnvelope(own, limit, readingUnder(checks)), undefined);
}

/** An authenticated client message. */
export interface AuthenticatedMessage {
  readonly signed: Signed;
  /**
   * Sent with the envelope. Not signed; its digest or Merkle root in the signed body has to be
   * checked.
   */
  readonly attachment: Uint8Array;
}

/**
 * Decodes the body of an authenticated message.
 *
 * @throws CheckFailure `well-formed`, naming the client
 */
export function readSubmission<P extends ClientPhase>(
  { session }: Setting,
  phase: P,
  { signed, attachment }: AuthenticatedMessage,
): Submission<P> {
  const codec = codecOf(phase, session);
  const body = wellFormed(
    () => fromBytes(codec, signed.body, codec.maxBytes, phase),
    signed.client,
  );
  return { signed, body, attachment };
}
