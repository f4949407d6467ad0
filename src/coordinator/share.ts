import { codecOf } from '../messages/table.ts';
import type { ReadDealing } from '../schemes/coordinator.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { toBytes } from '../wire/codec.ts';
import { broadcast, type Outgoing, requireThreshold } from './context.ts';
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
    read({ signed, body }, { covered, dealing }) {
      // No culprit: an attachment is not signed, and may have been changed in transit.
      context.checks.require('share-root', covered, () => ({
        message: `the boxes of client ${signed.client} do not lie under the root that it signed; let them be sent again`,
      }));
      return { commitmentDigest: body.commitmentDigest, scheme: dealing };
    },
  };
}

/** Closes phase 1: broadcasts the list of Share envelopes, with each client's boxes attached. */
export function closeShare(
  state: CollectingShares,
): Promise<Advance<CollectingCommitments, readonly Outgoing[]> | Abort> {
  const { context, transcriptHash, advertised, schemeKeys, submissions } = state.take();
  return orAbort(
    () => {
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
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('commit', next),
        output: dealers.map(([to]) => ({
          to,
          message: {
            envelope: sent.envelope,
            attachment: context.scheme.deliveriesTo(to, next, dealings),
          },
        })),
      });
    },
    () => undefined,
  );
}
