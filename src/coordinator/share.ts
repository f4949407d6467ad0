import { codecOf } from '../messages/table.ts';
import type { ReadDealing, ReadShares } from '../schemes/coordinator.ts';
import { orAbort, OneShot, type Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import {
  broadcast,
  type Closed,
  type CoordinatorContext,
  type Outgoing,
  outgoing,
  requireThreshold,
} from './context.ts';
import { deliveriesTo } from './deliveries.ts';
import type { CollectingCommitments, CollectingShares, Dealing, ShareContents } from './states.ts';
import { type PhaseReader, sortedByClient } from './submissions.ts';

/** Reads Share messages: dealt shares and the digest of the row commitments. */
export function shareReader(
  contents: ShareContents,
): PhaseReader<'share', Dealing, ReadDealing<unknown>> {
  const { context, transcriptHash, schemeKeys, submissions } = contents;
  return {
    phase: 'share',
    context,
    submissions,
    transcriptHash,
    expects: (client) => schemeKeys.has(client),
    prepare: ({ signed, body, attachment }) =>
      context.scheme.readDealing(contents, signed, body.schemeBody, attachment),
    covers: ({ covered }) => covered,
    read({ signed, body, attachment }, { covered, dealing }) {
      // No culprit: an attachment is not signed, and may have been changed in transit.
      context.checks.require('share-root', covered, () => ({
        message: `the boxes of client ${signed.client} do not lie under the root that it signed; let them be sent again`,
      }));
      if (context.scheme.readsShares) {
        context.attachments.keep('share', signed.client, attachment);
      }
      // Copied: it would keep the whole message in memory.
      return { commitmentDigest: body.commitmentDigest.slice(), scheme: dealing };
    },
  };
}

/**
 * Ends phase 1: leaves out whose dealing is unsound, and sends everyone the list of dealers, and each client its boxes.
 *
 * A fault inside, while dealings are tested, leaves the state as it was.
 */
export async function closeShare(state: CollectingShares): Promise<Closed<CollectingCommitments>> {
  const excluded = await excludeUnsound(state.peek());
  const { context, transcriptHash, advertised, schemeKeys, submissions } = state.take();
  const outcome = await orAbort<Closed<CollectingCommitments>['outcome']>(
    async () => {
      requireThreshold(context, submissions.size);
      const dealers = sortedByClient(submissions);
      const body = toBytes(codecOf('shared', context.session), {
        transcriptHash,
        envelopes: dealers.map(([, { signed }]) => signed.bytes),
      });
      const sent = broadcast(context, 'shared', transcriptHash, body);
      const dealings = new Map(dealers.map(([client, { contents }]) => [client, contents.scheme]));
      const next = {
        context,
        transcriptHash: sent.transcriptHash,
        keyTranscript: transcriptHash,
        readShares: readSharesOf(context),
        advertised,
        shared: sent.envelope,
        schemeKeys,
        dealings,
        commitmentDigests: new Map(
          dealers.map(([client, { contents }]) => [client, contents.commitmentDigest]),
        ),
        submissions: new Map(),
        total: new Uint8Array(context.session.payloadBytes),
      };
      const output: Outgoing[] = [];
      for (const [to] of dealers) {
        const attached = deliveriesTo(to, next, context);
        output.push(await outgoing(context, to, sent.envelope, attached));
      }
      return { kind: 'advance', state: new OneShot('commit', next), output };
    },
    () => undefined,
  );
  return { outcome, excluded };
}

/** Reads back what was attached to Shares, for the scheme. */
function readSharesOf({ attachments }: CoordinatorContext): ReadShares {
  return (wanted) =>
    attachments.read(
      wanted.map(({ dealer, from, to }) => ({ phase: 'share', client: dealer, from, to })),
    );
}

/** The scheme's part of a Share. @throws WireError */
export function schemeBodyOf(session: Session, share: Uint8Array): Uint8Array {
  const { body } = openEnvelope(share, share.length);
  const codec = codecOf('share', session);
  return fromBytes(codec, body, codec.maxBytes, 'share').schemeBody;
}

/** Takes out the dealers whose dealings are unsound, and returns what shows it of each. */
async function excludeUnsound(contents: ShareContents): Promise<readonly Rejection[]> {
  const { context, submissions } = contents;
  const dealt = sortedByClient(submissions).map(
    ([
      ,
      {
        signed,
        contents: { scheme },
      },
    ]) => ({
      signed,
      dealing: scheme,
    }),
  );
  const unsound = await context.scheme.unsoundDealings(contents, dealt);
  for (const { culprit } of unsound) submissions.delete(culprit as ClientId);
  return unsound;
}
