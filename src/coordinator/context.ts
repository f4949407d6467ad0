import type { Identity } from '../crypto/signing.ts';
import type { Kernel, Mask, WorkOptions } from '../kernel/kernel.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import type { ClientId } from '../session/party.ts';
import type { Setting } from '../messages/signed.ts';
import { COORDINATOR_SENDER, type MessageType, sealEnvelope } from '../wire/envelope.ts';
import { extendTranscript } from '../wire/transcript.ts';
import type { Message } from '../wire/message.ts';

/**
 * Adds masks to the masked total, in place, as `Kernel.addMasks` does. The keys are wiped once it has settled, so none of them is
 * used afterwards.
 */
export type AddMasks = (
  total: Uint8Array,
  masks: readonly Mask[],
  work: WorkOptions,
) => Promise<void>;

/** What the coordinator's phases have in common. */
export interface CoordinatorContext extends Setting {
  readonly identity: Identity;
  readonly kernel: Kernel;
  readonly work: WorkOptions;
  /** Unmasks, where that is not this kernel's work alone. */
  readonly addMasks?: AddMasks | undefined;
  /** Checks range proofs; always there where the session asks for them. */
  readonly checker?: RangeVerifier | undefined;
}

/** A message on its way to one client. */
export interface Outgoing {
  readonly to: ClientId;
  readonly message: Message;
}

/** Signs a body as the coordinator's message of a phase, and says what the transcript hash is after it. */
export function broadcast(
  { identity, session }: CoordinatorContext,
  phase: MessageType,
  before: Uint8Array | undefined,
  body: Uint8Array,
): { readonly envelope: Uint8Array; readonly transcriptHash: Uint8Array } {
  const envelope = sealEnvelope(identity, session.digest, phase, COORDINATOR_SENDER, body);
  return { envelope, transcriptHash: extendTranscript(before, envelope) };
}

/** Demands that enough clients stay for the session to go on. */
export function requireThreshold({ session, checks }: CoordinatorContext, present: number): void {
  const { threshold } = session.parameters;
  checks.require('quorum-present', present >= threshold, () => ({
    message: `${present} clients are left, fewer than the threshold ${threshold}; open a new round`,
  }));
}
