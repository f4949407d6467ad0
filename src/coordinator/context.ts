import type { Identity } from '../crypto/signing.ts';
import type { BroadcastType } from '../messages/table.ts';
import type { RangeVerifier } from '../proofs/system.ts';
import type { AnyCoordinatorScheme, SchemeCoordinatorContext } from '../schemes/coordinator.ts';
import type { Abort, Advance, Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Attachments } from './attachments.ts';
import { type AttachedPieces, wholeMessage } from './attached.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../wire/envelope.ts';
import { extendTranscript, type Message } from '../wire/transcript.ts';

/** What all phases of a coordinator share. */
export interface CoordinatorContext extends SchemeCoordinatorContext {
  readonly identity: Identity;
  /** The coordinator's side of the session's scheme. */
  readonly scheme: AnyCoordinatorScheme;
  /** Verifies range proofs; always set if the session asks for them. */
  readonly checker?: RangeVerifier | undefined;
  readonly attachments: Attachments;
}

/** A message to send to one client. */
export interface Outgoing {
  readonly to: ClientId;
  readonly message: Message;
  /**
   * What is attached to the message, in a session whose host gives attachments back: `message` has none then, as those of all clients
   * together are large.
   */
  readonly attached?: AttachedPieces | undefined;
}

/**
 * A message to one client with what is attached to it, which is put together as it is sent where the host gives attachments back, and
 * else now.
 */
export async function outgoing(
  { attachments }: CoordinatorContext,
  to: ClientId,
  envelope: Uint8Array,
  attached: AttachedPieces | undefined,
): Promise<Outgoing> {
  const message = { envelope };
  if (attachments.hosted) return { to, message, attached };
  return { to, message: await wholeMessage({ message, attached }) };
}

/** How a phase ended in which clients may be left out. */
export interface Closed<Next> {
  readonly outcome: Advance<Next, readonly Outgoing[]> | Abort;
  /** The clients that were left out, each with what shows why. */
  readonly excluded: readonly Rejection[];
}

/** Signs a body as the coordinator's broadcast of a type, and says what the transcript hash is after it. */
export function broadcast(
  { identity, session }: CoordinatorContext,
  type: BroadcastType,
  before: Uint8Array | undefined,
  body: Uint8Array,
): { readonly envelope: Uint8Array; readonly transcriptHash: Uint8Array } {
  const envelope = sealEnvelope(identity, session.digest, type, COORDINATOR_SENDER, body);
  return { envelope, transcriptHash: extendTranscript(before, envelope) };
}

/**
 * Requires enough clients.
 *
 * @param least - default: t
 * @throws CheckFailure `quorum-present`
 */
export function requireThreshold(
  { session, checks }: CoordinatorContext,
  present: number,
  least: number = session.parameters.threshold,
): void {
  const { threshold } = session.parameters;
  const needed =
    least === threshold ? `the threshold ${threshold}` : `the ${least} answers that give the sum`;
  checks.require('quorum-present', present >= least, () => ({
    message: `${present} clients are left, fewer than ${needed}; open a new round`,
  }));
}
