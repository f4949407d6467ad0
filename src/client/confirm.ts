import { wellFormed } from '../session/checks/enabledChecks.ts';
import { maxMessageBytes } from '../messages/sizes.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { type ClientId, clientId } from '../session/party.ts';
import { requireAscending, openFromCoordinator } from '../messages/signed.ts';
import { confirmCodec, includedRoot } from '../messages/confirm.ts';
import { includedCodec } from '../messages/broadcasts.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import type { Committed, CommittedContents } from './commit.ts';
import {
  requireThreshold,
  requireTranscript,
  requireOwnEntry,
  requireSubset,
  messageOf,
} from './context.ts';

/** A client that signed the included set, and waits to be asked for shares. */
export type Confirmed = OneShot<'confirmed', ConfirmedContents>;

/** @internal */
export interface ConfirmedContents extends Omit<CommittedContents, 'commitDigest'> {
  /** The set that this client signed; it answers for no other. */
  readonly included: ReadonlySet<ClientId>;
  /** The body of its Confirm envelope: all of a quorum's bodies are equal to it. */
  readonly confirmBody: Uint8Array;
}

/**
 * Phase 3, Confirm: checks the included list and signs its root
 * (Bonawitz et al., CCS 2017, round 3, with session and transcript hash under the signature).
 *
 * @param message - the coordinator's `included`
 */
export function confirm(
  state: Committed,
  message: Message,
): Promise<Advance<Confirmed, Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => signIncluded(contents, message.envelope),
    () => undefined,
  );
}

async function signIncluded(
  { context, transcriptHash: before, held, commitDigest }: CommittedContents,
  bytes: Uint8Array,
): Promise<Advance<Confirmed, Message>> {
  const { session, checks } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'included');
  const envelope = await openFromCoordinator(context, bytes, 'included', maxBytes);
  const body = wellFormed(
    () => fromBytes(includedCodec(clients), envelope.body, maxBytes, 'included'),
    'coordinator',
  );
  const transcriptHash = requireTranscript(context, before, body.transcriptHash, bytes);
  const ids = body.included.map((entry) => clientId(entry.client, clients)!);
  requireAscending(checks, ids);
  requireThreshold(context, ids.length, 'are included');
  requireOwnEntry(
    context,
    commitDigest,
    body.included.find((entry) => entry.client === context.self)?.commitDigest,
  );
  requireSubset(context, ids, (id) => held.has(id as ClientId));

  const confirmBody = toBytes(confirmCodec, { transcriptHash, root: includedRoot(body.included) });
  const contents = { context, transcriptHash, held, included: new Set(ids), confirmBody };
  const state = new OneShot('confirmed', contents, checks.isOn('one-shot'));
  return { kind: 'advance', state, output: messageOf(context, 'confirm', confirmBody) };
}
