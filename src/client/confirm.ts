import type { Broadcast } from '../messages/broadcast.ts';
import { confirmCodec, includedRoot } from '../messages/confirm.ts';
import { requireAscending } from '../messages/signed.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { type ClientId, clientId } from '../session/party.ts';
import { readOnce } from '../session/reading.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/transcript.ts';
import {
  messageOf,
  readBroadcast,
  requireOwnEntry,
  requireSubset,
  requireThreshold,
} from './context.ts';
import type { Committed, CommittedContents, Confirmed } from './states.ts';

/**
 * Phase 3, Confirm: checks the included set and signs its Merkle root (Bonawitz et al., CCS 2017,
 * round 3; the signature also covers session and transcript hash).
 *
 * @param broadcast - the `included` broadcast
 */
export function confirm(
  state: Committed,
  broadcast: Broadcast,
): Promise<Advance<Confirmed, Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => signIncluded(contents, broadcast),
    () => undefined,
  );
}

async function signIncluded(
  { context, transcriptHash: seen, dealers, accused, shares, commitDigest }: CommittedContents,
  broadcast: Broadcast,
): Promise<Advance<Confirmed, Message>> {
  const { session, checks } = context;
  const { body, transcriptHash } = await readBroadcast(context, 'included', broadcast, seen);
  const { ids, included, digests } = await readOnce(context, body, 'set', () => {
    const listed = body.included.map(({ client }) => clientId(client, session.parameters.clients)!);
    requireAscending(checks, listed);
    return {
      ids: listed,
      included: new Set(listed),
      digests: new Map(body.included.map((entry, i) => [listed[i]!, entry.commitDigest])),
    };
  });
  requireThreshold(context, ids.length, 'are included');
  requireOwnEntry(
    context,
    commitDigest,
    body.included.find((entry) => entry.client === context.self)?.commitDigest,
  );
  requireSubset(context, ids, (id) => dealers.has(id as ClientId));
  const kept = ids.find((id) => accused.has(id));
  checks.require('accused-excluded', kept === undefined, () => ({
    message: `client ${kept} is included, though this client has shown that its box holds no shares`,
    culprit: 'coordinator',
  }));
  const { attachment } = broadcast;
  await shares.admit?.(context, { digests, transcriptHash: seen, attachment });

  const root = await readOnce(context, body, 'root', () => includedRoot(body.included));
  const confirmBody = toBytes(confirmCodec, { transcriptHash, root });
  const contents = { context, transcriptHash, shares, included, confirmBody };
  const state = new OneShot('confirmed', contents, checks.isOn('one-shot'));
  return { kind: 'advance', state, output: messageOf(context, 'confirm', confirmBody) };
}
