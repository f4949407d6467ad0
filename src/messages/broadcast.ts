import { CheckFailure, wellFormed } from '../session/checks/enabledChecks.ts';
import { type Envelope, openEnvelope } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { requireFromCoordinator, type Setting } from './signed.ts';
import { BROADCAST_TYPES, type BroadcastType, maxEnvelopeBytes, messageTypeOf } from './table.ts';

/** An authenticated broadcast. */
export interface Broadcast {
  readonly type: BroadcastType;
  readonly envelope: Envelope;
  /**
   * Sent with the envelope. Not signed; its digest or Merkle root in a signed body has to be
   * checked.
   */
  readonly attachment: Uint8Array;
}

/**
 * Authenticates a message of the coordinator to clients.
 *
 * @throws CheckFailure `well-formed`, `phase-bound`, `session-bound` or `coordinator-signature` if
 *   this session's coordinator did not sign it
 */
export async function authenticateBroadcast(
  setting: Pick<Setting, 'session' | 'checks'>,
  { envelope: bytes, attachment = new Uint8Array(0) }: Message,
): Promise<Broadcast> {
  // No culprit: the signature is not verified yet, so anyone may have made these bytes.
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
