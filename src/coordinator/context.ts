import type { Identity } from '../crypto/signing.ts';
import type { Kernel, Mask, WorkOptions } from '../kernel/kernel.ts';
import type { ProofChecker } from '../proofs/system.ts';
import type { ClientId } from '../session/party.ts';
import type { Setting } from '../session/signed.ts';
import { COORDINATOR_SENDER, type PhaseName, sealEnvelope } from '../wire/envelope.ts';
import { historyAfter } from '../wire/history.ts';
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
  readonly checker?: ProofChecker | undefined;
}

/** A message on its way to one client. */
export interface Outgoing {
  readonly to: ClientId;
  readonly message: Message;
}

/** Signs a body as the coordinator's message of a phase, and says what the history is after it. */
export function broadcast(
  { identity, session }: CoordinatorContext,
  phase: PhaseName,
  before: Uint8Array | undefined,
  body: Uint8Array,
): { readonly envelope: Uint8Array; readonly history: Uint8Array } {
  const envelope = sealEnvelope(identity, session.digest, phase, COORDINATOR_SENDER, body);
  return { envelope, history: historyAfter(before, envelope) };
}

/** Demands that enough clients stay for the session to go on. */
export function demandQuorum({ session, defences }: CoordinatorContext, present: number): void {
  const { threshold } = session.parameters;
  defences.demand('quorum-present', present >= threshold, () => ({
    message: `${present} clients are left, fewer than the threshold ${threshold}; open a new round`,
  }));
}
