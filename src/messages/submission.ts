import { readingUnder, wellFormed } from '../session/checks/enabledChecks.ts';
import { fromBytes } from '../wire/codec.ts';
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import type { Setting, Signed } from './signed.ts';
import { type BodyOf, type ClientPhase, codecOf, maxEnvelopeBytes } from './table.ts';

/** A client's message that was authenticated and read. */
export interface Submission<P extends ClientPhase> extends AuthenticatedMessage {
  readonly body: BodyOf<P>;
}

/** The envelope of a message that may be any client's. @throws CheckFailure `well-formed` */
export function submittedEnvelope({ session, checks }: Setting, message: Message): Envelope {
  const limit = maxEnvelopeBytes(session);
  // A copy: a view that is kept would keep all of what it came in.
  const own = message.envelope.slice(0, limit + 1);
  return wellFormed(() => openEnvelope(own, limit, readingUnder(checks)), undefined);
}

/** A client's message as the coordinator has authenticated it: once. */
export interface AuthenticatedMessage {
  readonly signed: Signed;
  /** What was sent with the envelope; nobody has signed it as it is. */
  readonly attachment: Uint8Array;
}

/** Reads the body of a message that was authenticated. @throws CheckFailure `well-formed`, naming its client */
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
