import type { Broadcast } from '../messages/broadcast.ts';
import { KeyRequirements } from '../messages/keys.ts';
import { readSignedList, type SignedList } from '../messages/signed.ts';
import { codecOf } from '../messages/table.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import type { ClientId } from '../session/party.ts';
import { readOnce } from '../session/reading.ts';
import { fromBytes } from '../wire/codec.ts';
import { type ClientContext, readBroadcast, requireOwnEntry, requireThreshold } from './context.ts';
import type { AdvertisedContents, PeerKeys } from './states.ts';

/** The `advertised` list. */
export interface ListedKeys {
  readonly list: SignedList;
  /** Everyone's keys, in the order of the list. */
  readonly peers: ReadonlyMap<ClientId, PeerKeys>;
  /** The scheme's part of each Advertise, in the same order. */
  readonly schemeKeys: ReadonlyMap<ClientId, Uint8Array>;
}

/**
 * Checks the list of Advertise envelopes.
 *
 * @returns the transcript hash after the broadcast, and everyone's keys
 * @throws CheckFailure
 */
export async function readPeers(
  { context, envelope: own, transcriptHash: seen }: AdvertisedContents,
  broadcast: Broadcast,
): Promise<ListedKeys & { transcriptHash: Uint8Array }> {
  const { body, transcriptHash } = await readBroadcast(context, 'advertised', broadcast, seen);
  const list = await readOnce(context, body, 'list', () => readListed(context, body, 'advertise'));
  requireThreshold(context, list.all.length, 'advertised keys');
  requireOwnEntry(context, own, list.get(context.self)?.bytes);
  const keys = await readOnce(context, list, 'keys', () => readKeys(context, list));
  return { list, ...keys, transcriptHash };
}

/** A list of envelopes, of which all signatures are verified, unless the scheme's rules leave it to the scheme whose are. */
export async function readListed(
  context: ClientContext,
  { envelopes }: { readonly envelopes: readonly Uint8Array[] },
  type: 'advertise' | 'share',
): Promise<SignedList> {
  const list = readSignedList(context, envelopes, type);
  if (!context.session.scheme.verifiesSome?.(context.session.parameters)) {
    await list.requireSignatures(context);
  }
  return list;
}

async function readKeys(
  context: ClientContext,
  list: SignedList,
): Promise<Omit<ListedKeys, 'list'>> {
  const codec = codecOf('advertise', context.session);
  const requirements = new KeyRequirements(context, context.kernel);
  const peers = new Map<ClientId, PeerKeys>();
  for (const signed of list.all) {
    const { client } = signed;
    const keys = await list.readFrom(context, client, async () => {
      const read = wellFormed(
        () => fromBytes(codec, signed.body, codec.maxBytes, 'advertise'),
        client,
      );
      await requirements.add(signed, read);
      return read;
    });
    peers.set(client, { ...keys, envelope: signed.bytes });
  }
  return {
    peers,
    schemeKeys: new Map(Array.from(peers, ([id, keys]) => [id, keys.schemeKeys])),
  };
}
