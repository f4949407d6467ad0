import { type BodyOf, type BroadcastType, type ClientPhase, codecOf } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Identity } from '../crypto/signing.ts';
import type { WorkOptions } from '../kernel/kernel.ts';
import type { Broadcast } from '../messages/broadcast.ts';
import type { RangeProver } from '../proofs/system.ts';
import type { ClientScheme, SchemeClientContext } from '../schemes/client.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { fromBytes } from '../wire/codec.ts';
import { type Message, extendTranscript } from '../wire/transcript.ts';
import { sealEnvelope } from '../wire/envelope.ts';

/** What a client's phases have in common. */
export interface ClientContext extends SchemeClientContext {
  readonly identity: Identity;
  /** How this client deals, masks and answers. */
  readonly scheme: ClientScheme;
  readonly work: WorkOptions;
  /**
   * Claims the input for the participation that an Advertise envelope begins; resolves to whether it may be sent. To be called
   * before the first message that tells something of the input.
   */
  readonly claimInput: (advertised: Uint8Array) => Promise<boolean>;
  /** Makes range proofs, where the session asks for them. */
  readonly prover?: RangeProver | undefined;
}

/** What a host is told of an input that the ledger does not give a second time. */
export const SENT_BEFORE =
  'this input was sent before, and the difference of two sums over it would give it away; send another one, or give this one an epoch if it is about something else';

/** Signs a body as this client's message of a phase. */
export function messageOf(
  context: ClientContext,
  phase: ClientPhase,
  body: Uint8Array,
  attachment?: Uint8Array,
): Message {
  const { identity, session, self } = context;
  return { envelope: sealEnvelope(identity, session.digest, phase, self, body), attachment };
}

/**
 * The body of a broadcast that was authenticated, and the transcript hash with it. It has to continue the transcript that this
 * client has seen.
 *
 * @throws CheckFailure
 */
export function readBroadcast<T extends Exclude<BroadcastType, 'invitation'>>(
  context: ClientContext,
  type: T,
  { envelope }: Broadcast,
  seen: Uint8Array,
): { readonly body: BodyOf<T>; readonly transcriptHash: Uint8Array } {
  const codec = codecOf(type, context.session);
  const body = wellFormed(
    () => fromBytes(codec, envelope.body, codec.maxBytes, type),
    'coordinator',
  );
  context.checks.require('transcript', equalBytes(seen, body.transcriptHash), () => ({
    message:
      'the coordinator’s message follows other messages than those that this client received',
    culprit: 'coordinator',
  }));
  return { body, transcriptHash: extendTranscript(body.transcriptHash, envelope.bytes) };
}

/** Demands that at least t clients are in a list. */
export function requireThreshold(context: ClientContext, present: number, what: string): void {
  const { threshold } = context.session.parameters;
  context.checks.require('quorum-present', present >= threshold, () => ({
    message: `${present} clients ${what}, fewer than the threshold ${threshold}`,
  }));
}

/** Demands that this client's own envelope is in a list, byte for byte. */
export function requireOwnEntry(
  context: ClientContext,
  own: Uint8Array,
  listed: Uint8Array | undefined,
): void {
  const unchanged = listed !== undefined && equalBytes(own, listed);
  context.checks.require('own-entry', unchanged, () => ({
    message: 'this client’s own message is missing from the list, or changed',
    // What is missing the network may have lost, and then brought the list to somebody who was not to have it.
    culprit: listed === undefined ? undefined : 'coordinator',
  }));
}

/** Demands that every client in a list was in the one before. */
export function requireSubset(
  context: ClientContext,
  clients: readonly number[],
  before: (client: number) => boolean,
): void {
  const stranger = clients.find((id) => !before(id));
  context.checks.require('subset', stranger === undefined, () => ({
    message: `client ${stranger} is in the list, but was not in the phase before`,
    culprit: 'coordinator',
  }));
}
