import { MESSAGE_TYPES } from '../../messages/table.ts';
import type { ClientStep } from '../../client/clientSession.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';
import { clientId, type Party } from '../../session/party.ts';
import { COORDINATOR_SENDER, openEnvelope } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import type { Message } from '../../wire/transcript.ts';
import type { TestBed, TraceEntry } from '../attack.ts';

/** Records a message that an honest party received, and its reaction. */
export function note(
  { trace }: Pick<TestBed, 'trace'>,
  by: TraceEntry['by'],
  message: Message,
  did: string,
): void {
  if (!trace) return;
  const bytes = message.envelope.length + (message.attachment?.length ?? 0);
  trace({ by, ...claimOf(message), bytes, did });
}

/** Describes a client's reaction to a message. */
export function clientDid(step: ClientStep): string {
  if (step.kind !== 'send') return raised(step);
  const { envelope, attachment } = step.message;
  return `sends ${claimOf(step.message).received}, ${envelope.length + (attachment?.length ?? 0)} bytes`;
}

/** Describes a coordinator's reaction to a message. */
export function coordinatorDid(receipt: SubmissionOutcome): string {
  return receipt.kind === 'rejection' ? raised(receipt) : receipt.kind;
}

/** Describes a failed check. */
export function raised({ kind, code, message }: Abort | Rejection): string {
  return `${kind === 'abort' ? 'aborts' : 'refuses'}: ${code} (${message})`;
}

/** The type and the sender that a message names. */
function claimOf({ envelope }: Message): { received: string; from: Party } {
  try {
    const { type, sender } = openEnvelope(envelope, envelope.length);
    const received = Object.entries(MESSAGE_TYPES).find(([, number]) => number === type)?.[0];
    const from: Party =
      sender === COORDINATOR_SENDER
        ? 'coordinator'
        : (clientId(sender, sender + 1) ?? 'coordinator');
    return { received: received ?? `kind ${type}`, from };
  } catch (error) {
    if (error instanceof WireError) return { received: 'something malformed', from: 'coordinator' };
    throw error;
  }
}
