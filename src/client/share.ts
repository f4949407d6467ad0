import type { Broadcast } from '../messages/broadcast.ts';
import { codecOf } from '../messages/table.ts';
import type { Secret } from '../crypto/secret.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { agreeIn, commitmentDigest, type KeyContext } from '../session/secrets.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/transcript.ts';
import { messageOf } from './context.ts';
import { commitToInput } from './ownCommitment.ts';
import { readPeers } from './peerKeys.ts';
import { type Advertised, type AdvertisedContents, type Shared, wipeSecrets } from './states.ts';

/**
 * Phase 1, Share: checks the list of Advertise envelopes, deals shares of the scheme's secrets to
 * every client in it, and fixes the row commitments by their digest (Bonawitz et al., CCS 2017,
 * round 1; the digest is an addition).
 *
 * The digest is sent before any commitment is revealed, so that no client can choose its commitment
 * to cancel those of others.
 *
 * @param broadcast - the `advertised` broadcast
 */
export function share(
  state: Advertised,
  broadcast: Broadcast,
): Promise<Advance<Shared, Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => deal(contents, broadcast),
    () => {
      wipeSecrets(contents);
    },
  );
}

async function deal(
  contents: AdvertisedContents,
  broadcast: Broadcast,
): Promise<Advance<Shared, Message>> {
  const { context, input, envelope, schemeKeys } = contents;
  const { session, self } = context;
  const { transcriptHash, peers } = await readPeers(contents, broadcast);
  const dealing = await schemeKeys.deal(context, {
    transcriptHash,
    schemeKeys: new Map(Array.from(peers, ([id, keys]) => [id, keys.schemeKeys])),
    agreed: agreeOnBoxes(contents, transcriptHash, peers),
  });
  const { blinders, commitments, prepared } = await commitToInput(context, input);
  const body = toBytes(codecOf('share', session), {
    transcriptHash,
    commitmentDigest: commitmentDigest(session.digest, self, commitments),
    schemeBody: dealing.body,
  });
  const message = messageOf(context, 'share', body, dealing.attachment);
  const state = new OneShot('shared', {
    context,
    input,
    envelope,
    shareEnvelope: message.envelope,
    transcriptHash,
    peers,
    dealing,
    boxKeys: contents.boxKeys,
    blinders,
    commitments,
    prepared,
  });
  return { kind: 'advance', state, output: message };
}

/**
 * Agrees on one secret with each other client; both boxes between the two are encrypted under keys
 * derived from it.
 */
function agreeOnBoxes(
  { context, boxKeys }: AdvertisedContents,
  transcriptHash: Uint8Array,
  peers: ReadonlyMap<ClientId, { readonly boxKey: Uint8Array }>,
): Map<ClientId, Secret> {
  const { kernel, session, checks } = context;
  const anyKey = !checks.isOn('agreement-keys');
  const keys: KeyContext = { kernel, session: session.digest, transcriptHash, anyKey };
  const others = [...peers].filter(([id]) => id !== context.self);
  return new Map(others.map(([id, { boxKey }]) => [id, agreeIn(keys, boxKeys.secret, boxKey)]));
}
