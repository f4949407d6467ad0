import type { Broadcast } from '../messages/broadcast.ts';
import { codecOf } from '../messages/table.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { commitmentDigest } from '../session/secrets.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/transcript.ts';
import { BoxSecrets } from './agreedSecrets.ts';
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
  const { list, peers, schemeKeys: listed, transcriptHash } = await readPeers(contents, broadcast);
  const anyKey = !context.checks.isOn('agreement-keys');
  const keys = { kernel: context.kernel, session: session.digest, transcriptHash, anyKey };
  const dealing = await schemeKeys.deal(context, {
    transcriptHash,
    schemeKeys: listed,
    agreed: new BoxSecrets(keys, self, contents.boxKeys, peers),
    envelopeOf: (client) => list.get(client)?.bytes,
    requireSigned: (clients) => list.requireSignatures(context, clients),
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
