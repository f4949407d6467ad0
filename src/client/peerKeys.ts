import type { Broadcast } from '../messages/broadcast.ts';
import { KeyRequirements } from '../messages/keys.ts';
import { openSignedList } from '../messages/signed.ts';
import { codecOf } from '../messages/table.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import type { ClientId } from '../session/party.ts';
import { fromBytes } from '../wire/codec.ts';
import { readBroadcast, requireOwnEntry, requireThreshold } from './context.ts';
import type { AdvertisedContents, PeerKeys } from './states.ts';

/**
 * Checks the list of Advertise envelopes.
 *
 * @returns the transcript hash after the broadcast, and everyone's keys in the order of the list
 * @throws CheckFailure
 */
export async function readPeers(
  { context, envelope: own, transcriptHash: seen }: AdvertisedContents,
  broadcast: Broadcast,
): Promise<{ transcriptHash: Uint8Array; peers: Map<ClientId, PeerKeys> }> {
  const { body, transcriptHash } = readBroadcast(context, 'advertised', broadcast, seen);
  const list = await openSignedList(context, body.envelopes, 'advertise');
  requireThreshold(context, list.length, 'advertised keys');
  requireOwnEntry(context, own, list.find((signed) => signed.client === context.self)?.bytes);

  const codec = codecOf('advertise', context.session);
  const requirements = new KeyRequirements(context, context.kernel);
  const peers = new Map<ClientId, PeerKeys>();
  for (const signed of list) {
    const { client } = signed;
    const keys = wellFormed(
      () => fromBytes(codec, signed.body, codec.maxBytes, 'advertise'),
      client,
    );
    await requirements.add(signed, keys);
    peers.set(client, { ...keys, envelope: signed.bytes });
  }
  return { transcriptHash, peers };
}
