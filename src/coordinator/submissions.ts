import { equalBytes } from '../crypto/tupleHash.ts';
import { maxMessageBytes } from '../messages/sizes.ts';
import { orReject, type Rejection } from '../session/outcome.ts';
import type { ClientPhase } from '../session/parameters.ts';
import type { ClientId } from '../session/party.ts';
import { openSigned, type Signed } from '../messages/signed.ts';
import type { Message } from '../wire/message.ts';
import type { CoordinatorContext } from './context.ts';

/** Outcome of submitting a client message. */
export type SubmissionOutcome =
  | { readonly kind: 'accepted'; readonly client: ClientId }
  /** The same message that was accepted before: nothing changed. */
  | { readonly kind: 'repeated'; readonly client: ClientId }
  | Rejection;

/** Accepted messages of one phase: one a client, and the first stands. */
export type Submissions<Contents> = Map<ClientId, Accepted<Contents>>;

/** An accepted envelope with what was read from it. */
export interface Accepted<Contents> {
  readonly signed: Signed;
  readonly contents: Contents;
}

/**
 * Receives one message of a phase: checks the envelope, that its sender belongs to the phase and has not filled its
 * slot, then what `read` demands of the contents. Whatever fails is refused, and the session goes on without it.
 */
export function acceptSubmission<Contents>(
  context: CoordinatorContext,
  slots: Submissions<Contents>,
  phase: ClientPhase,
  expected: (client: ClientId) => boolean,
  message: Message,
  read: (signed: Signed, attachment: Uint8Array) => Contents | Promise<Contents>,
): Promise<SubmissionOutcome> {
  return orReject(async () => {
    const limit = maxMessageBytes(context.session, phase);
    // A copy: what stays of it would keep all of what it came in, a payload among it, and belongs to nobody else.
    const signed = await openSigned(context, message.envelope.slice(0, limit + 1), phase, limit);
    const { client } = signed;
    context.checks.require('subset', expected(client), () => ({
      message: `client ${client} did not take part in the phase before`,
      // An honest client answers lists that name it. Requests for shares name only who dropped out: its Confirm may
      // have been lost, and the request reached it all the same.
      culprit: phase === 'unmask' ? undefined : client,
    }));
    const first = slots.get(client);
    if (first && equalBytes(first.signed.bytes, signed.bytes)) return { kind: 'repeated', client };
    context.checks.require('one-envelope', first === undefined, () => ({
      message: `client ${client} sent two different messages for ${phase}; the first stands`,
      culprit: client,
      evidence: [first!.signed.bytes, signed.bytes],
    }));
    const contents = await read(signed, message.attachment ?? new Uint8Array(0));
    slots.set(client, { signed, contents });
    return { kind: 'accepted', client };
  });
}

/**
 * The sender of a message, if it belongs to the phase, comes from its sender, and has the
 * attachment that its signature covers: what can be checked before it is stored. Only signed
 * envelopes count as a client's; if it has already submitted one, a second envelope is enough.
 *
 * @param from - who brought it, if known
 */
export function examineFor(
  context: CoordinatorContext,
  slots: Submissions<unknown>,
  phase: ClientPhase,
  { envelope, attachment = new Uint8Array(0) }: Message,
  from: ClientId | undefined,
  covers: (signed: Signed, attachment: Uint8Array) => boolean | Promise<boolean>,
): Promise<Signed | Rejection> {
  return orReject(async () => {
    const { checks, session } = context;
    const signed = await openSigned(context, envelope, phase, maxMessageBytes(session, phase));
    const { client } = signed;
    checks.require('sender-bound', from === undefined || from === client, () => ({
      message: `client ${from} brought a message of client ${client}; let that client send it`,
    }));
    const covered =
      slots.has(client) || !checks.isOn('sender-bound') || (await covers(signed, attachment));
    checks.require('sender-bound', covered, () => ({
      message: `what came with the message of client ${client} is not what it signed; let it be sent again`,
    }));
    return signed;
  });
}

/** Clients that filled their slots, ascending, with what they sent. */
export function sortedByClient<Contents>(
  slots: Submissions<Contents>,
): readonly (readonly [ClientId, Accepted<Contents>])[] {
  return [...slots].sort(([a], [b]) => a - b);
}
