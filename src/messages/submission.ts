import { readingUnder, wellFormed } from '../session/checks/enabledChecks.ts';
import { fromBytes } from '../wire/codec.ts';
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { authenticate, type Setting, type Signed } from './signed.ts';
import { type BodyOf, type ClientPhase, codecOf, maxEnvelopeBytes } from './table.ts';

/** A client's message as the coordinator has authenticated and read it: once. */
export interface Submission<P extends ClientPhase> {
  readonly signed: Signed;
  readonly body: BodyOf<P>;
  /** What was sent with the envelope; nobody has signed it as it is. */
  readonly attachment: Uint8Array;
}

/** The envelope of a message that may be any client's. @throws CheckFailure `well-formed` */
export function submittedEnvelope(
  { session, checks }: Setting,
  message: Message,
): Envelope {
  const limit = maxEnvelopeBytes(session);
  // A copy: a view that is kept would keep all of what it came in.
  const own = message.envelope.slice(0, limit + 1);
  return wellFormed(() => openEnvelope(own, limit, readingUnder(checks)), undefined);
}

/** Authenticates a client's envelope and reads its body. @throws CheckFailure */
export async function readSubmission<P extends ClientPhase>(
  setting: Setting,
  phase: P,
  envelope: Envelope,
  attachment: Uint8Array = new Uint8Array(0),
): Promise<Submission<P>> {
  const signed = await authenticate(setting, envelope, phase);
  const codec = codecOf(phase, setting.session);
  const body = wellFormed(
    () => fromBytes(codec, signed.body, codec.maxBytes, phase),
    signed.client,
  );
  return { signed, body, attachment };
}
