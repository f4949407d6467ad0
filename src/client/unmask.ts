import { fieldToBytes } from '../crypto/field.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { maxMessageBytes } from '../messages/sizes.ts';
import { type Abort, type Finish, orAbort } from '../session/outcome.ts';
import { type ClientId, clientId } from '../session/party.ts';
import { requireAscending, openFromCoordinator, openSignedList } from '../messages/signed.ts';
import { SMALL_ENVELOPE_BYTES, unmaskingCodec } from '../messages/broadcasts.ts';
import { type RevealedShare, unmaskCodec } from '../messages/unmask.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import type { Confirmed, ConfirmedContents } from './confirm.ts';
import { requireTranscript, requireSubset, messageOf } from './context.ts';

/**
 * Phase 4, Unmask: once a quorum has signed exactly the set that this client signed, it reveals one
 * share for each client: of the seed for those in the set, of the mask secret for those that are
 * named as dropped, and never both for one (Bonawitz et al., CCS 2017, round 4). It answers once:
 * its state is then spent.
 *
 * @param message - the coordinator's `unmasking`
 */
export function unmask(state: Confirmed, message: Message): Promise<Finish<Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => reveal(contents, message.envelope),
    () => undefined,
  );
}

async function reveal(contents: ConfirmedContents, bytes: Uint8Array): Promise<Finish<Message>> {
  const { context, held, included } = contents;
  const { session } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'unmasking');
  const envelope = await openFromCoordinator(context, bytes, 'unmasking', maxBytes);
  const body = wellFormed(
    () => fromBytes(unmaskingCodec(clients), envelope.body, maxBytes, 'unmasking'),
    'coordinator',
  );
  requireTranscript(context, contents.transcriptHash, body.transcriptHash, bytes);
  await requireConfirmQuorum(contents, body.confirms);
  const dropped = requireDropped(contents, body.dropped);

  const shares: RevealedShare[] = [...held]
    .filter(([client]) => included.has(client) || dropped.has(client))
    .map(([client, pair]) =>
      dropped.has(client)
        ? { client, kind: 'mask-secret', share: fieldToBytes(pair.maskShare) }
        : { client, kind: 'self-mask-seed', share: fieldToBytes(pair.seedShare) },
    );
  const output = messageOf(context, 'unmask', toBytes(unmaskCodec(clients), shares));
  return { kind: 'finish', result: output };
}

/**
 * Requires t valid signatures of different included clients under exactly the bytes that this
 * client signed.
 */
async function requireConfirmQuorum(
  { context, included, confirmBody }: ConfirmedContents,
  confirms: readonly Uint8Array[],
): Promise<void> {
  const { checks, session } = context;
  if (!checks.isOn('confirm-quorum')) return;
  const signed = await openSignedList(context, confirms, 'confirm', SMALL_ENVELOPE_BYTES);
  const agreeing = signed.filter(
    (confirm) => included.has(confirm.client) && equalBytes(confirm.body, confirmBody),
  );
  const { threshold } = session.parameters;
  checks.require('confirm-quorum', agreeing.length >= threshold, () => ({
    message: `${agreeing.length} included clients signed the set that this client signed, fewer than the threshold ${threshold}`,
    culprit: 'coordinator',
  }));
}

/** Demands that every client named as dropped dealt shares, was not included, and is named once. */
function requireDropped(
  { context, held, included }: ConfirmedContents,
  named: readonly number[],
): ReadonlySet<ClientId> {
  const { checks, session } = context;
  const ids = named.map((id) => clientId(id, session.parameters.clients)!);
  const both = ids.find((id) => included.has(id));
  checks.require('unmask-disjoint', both === undefined, () => ({
    message: `client ${both} is asked for as dropped, but is in the included set`,
    culprit: 'coordinator',
  }));
  requireAscending(checks, ids);
  requireSubset(context, ids, (id) => held.has(id as ClientId));
  return new Set(ids);
}
