import { CheckFailure, wellFormed } from '../session/checks/enabledChecks.ts';
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { requireFromCoordinator, type Setting } from './signed.ts';
import { BROADCAST_TYPES, type BroadcastType, maxEnvelopeBytes, messageTypeOf } from './table.ts';

/** A coordinator's message as a client has authenticated it: once. */
export interface Broadcast {
  readonly type: BroadcastType;
  readonly envelope: Envelope;
  /** What was sent with the envelope; nobody has signed it as it is. */
  readonly attachment: Uint8Array;
}

/** Authenticates a message to clients. @throws CheckFailure where it is not one that this session's coordinator signed */
export async function authenticateBroadcast(
  setting: Pick<Setting, 'session' | 'checks'>,
  { envelope: bytes, attachment = new Uint8Array(0) }: Message,
): Promise<Broadcast> {
  // No culprit before the signature was checked: anybody may have made these bytes.
  const envelope = wellFormed(
    () => openEnvelope(bytes, maxEnvelopeBytes(setting.session)),
    undefined,
  );
  const type = BROADCAST_TYPES.find((name) => name === messageTypeOf(envelope.type));
  if (type === undefined) {
    throw new CheckFailure('phase-bound', {
      message: 'not one of the coordinator’s messages to clients',
    });
  }
  await requireFromCoordinator(setting, envelope, type);
  return { type, envelope, attachment };
}
