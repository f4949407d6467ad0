import { isAgreementKey } from '../crypto/agreement.ts';
import { toHex } from '../crypto/hex.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { maxMessageBytes } from '../messages/sizes.ts';
import type { ClientId } from '../session/party.ts';
import { openFromCoordinator, openSignedList } from '../messages/signed.ts';
import { advertiseCodec, type AdvertiseBody } from '../messages/advertise.ts';
import { collectedCodec, SMALL_ENVELOPE_BYTES } from '../messages/broadcasts.ts';
import { fromBytes } from '../wire/codec.ts';
import type { AdvertisedContents } from './advertise.ts';
import { requireThreshold, requireTranscript, requireOwnEntry } from './context.ts';

/** Checks the Advertise list, and returns everyone's keys, in its order. @throws CheckFailure */
export async function readPeers(
  { context, envelope: own, transcriptHash }: AdvertisedContents,
  bytes: Uint8Array,
): Promise<{ transcriptHash: Uint8Array; peers: Map<ClientId, AdvertiseBody> }> {
  const { session, checks } = context;
  const { clients } = session.parameters;
  const maxBytes = maxMessageBytes(session, 'advertised');
  const envelope = await openFromCoordinator(context, bytes, 'advertised', maxBytes);
  const body = wellFormed(
    () => fromBytes(collectedCodec(clients), envelope.body, maxBytes, 'advertised'),
    'coordinator',
  );
  const after = requireTranscript(context, transcriptHash, body.transcriptHash, bytes);
  const list = await openSignedList(context, body.envelopes, 'advertise', SMALL_ENVELOPE_BYTES);
  requireThreshold(context, list.length, 'advertised keys');
  requireOwnEntry(context, own, list.find((signed) => signed.client === context.self)?.bytes);

  const peers = new Map<ClientId, AdvertiseBody>();
  const seen = new Set<string>();
  for (const { client, body: inner, bytes: signed } of list) {
    const keys = wellFormed(
      () => fromBytes(advertiseCodec, inner, SMALL_ENVELOPE_BYTES, 'advertise'),
      client,
    );
    const valid = [keys.maskKey, keys.boxKey].every((key) => isAgreementKey(context.kernel, key));
    checks.require('agreement-keys', valid, () => ({
      message: `client ${client} advertised a key that is not a valid group element, or is the identity`,
      culprit: client,
      evidence: [signed],
    }));
    const own = [toHex(keys.maskKey), toHex(keys.boxKey)];
    const distinct = own[0] !== own[1] && !own.some((key) => seen.has(key));
    checks.require('keys-distinct', distinct, () => ({
      message: `client ${client} advertised a key that is in the list already`,
      // Of two clients with one key, either may have copied it.
      culprit: own[0] === own[1] ? client : undefined,
      evidence: [signed],
    }));
    own.forEach((key) => seen.add(key));
    peers.set(client, keys);
  }
  return { transcriptHash: after, peers };
}
