import { type BodyOf, type BroadcastType, type ClientPhase, codecOf } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Identity } from '../crypto/signing.ts';
import type { WorkOptions } from '../kernel/kernel.ts';
import type { Broadcast } from '../messages/broadcast.ts';
import type { RangeProver } from '../proofs/system.ts';
import type { ClientScheme, SchemeClientContext } from '../schemes/client.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { readOnce } from '../session/reading.ts';
import { fromBytes } from '../wire/codec.ts';
import { type Message, extendTranscript } from '../wire/transcript.ts';
import { sealEnvelope } from '../wire/envelope.ts';

/** What all phases of a client share. */
export interface ClientContext extends SchemeClientContext {
  readonly identity: Identity;
  /** The client's side of the session's scheme. */
  readonly scheme: ClientScheme;
  readonly work: WorkOptions;
  /**
   * Claims the input in the ledger for the participation that this Advertise envelope belongs to.
   * Resolves to true if the input may be sent. Call it before sending the first message that
   * depends on the input.
   */
  readonly claimInput: (advertised: Uint8Array) => Promise<boolean>;
  /** Required if the session asks for range proofs. */
  readonly prover?: RangeProver | undefined;
}

/** Message of the failure when the ledger refuses an input that was sent before. */
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
 * Decodes the body of an authenticated broadcast, and checks that it continues the transcript.
 *
 * @param seen - the transcript hash that this client has computed so far
 * @returns the body, and the transcript hash after this broadcast
 * @throws CheckFailure `well-formed` or `transcript`
 */
export async function readBroadcast<T extends Exclude<BroadcastType, 'invitation'>>(
  context: ClientContext,
  type: T,
  { envelope }: Broadcast,
  seen: Uint8Array,
): Promise<{ readonly body: BodyOf<T>; readonly transcriptHash: Uint8Array }> {
  const { body, transcriptHash } = await readOnce(context, envelope, 'body', () => {
    const codec = codecOf(type, context.session);
    const read = wellFormed(
      () => fromBytes(codec, envelope.body, codec.maxBytes, type),
      'coordinator',
    );
    return {
      body: read,
      transcriptHash: extendTranscript(read.transcriptHash, envelope.bytes),
    };
  });
  context.checks.require('transcript', equalBytes(seen, body.transcriptHash), () => ({
    message:
      'the coordinator’s message follows other messages than those that this client received',
    culprit: 'coordinator',
  }));
  return { body, transcriptHash };
}

/**
 * Requires at least t clients in a list.
 *
 * @throws CheckFailure `quorum-present`
 */
export function requireThreshold(context: ClientContext, present: number, what: string): void {
  const { threshold } = context.session.parameters;
  context.checks.require('quorum-present', present >= threshold, () => ({
    message: `${present} clients ${what}, fewer than the threshold ${threshold}`,
  }));
}

/**
 * Requires this client's own entry in a list, byte for byte.
 *
 * @throws CheckFailure `own-entry`
 */
export function requireOwnEntry(
  context: ClientContext,
  own: Uint8Array,
  listed: Uint8Array | undefined,
): void {
  const unchanged = listed !== undefined && equalBytes(own, listed);
  context.checks.require('own-entry', unchanged, () => ({
    message: 'this client’s own message is missing from the list, or changed',
    // A missing entry names nobody: the network may have lost this client's message, and then
    // delivered a list that was not meant for it.
    culprit: listed === undefined ? undefined : 'coordinator',
  }));
}

/**
 * Requires every listed client to have been in the list of the phase before.
 *
 * @throws CheckFailure `subset`
 */
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
