import type { AdvertiseBody } from '../messages/advertise.ts';
import { codecOf } from '../messages/table.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { toBytes } from '../wire/codec.ts';
import { broadcast, type Outgoing, requireThreshold } from './context.ts';
import type { AdvertiseContents, CollectingKeys, CollectingShares } from './states.ts';
import { type PhaseReader, sortedByClient, WITHOUT_ATTACHMENT } from './submissions.ts';

/** Reads Advertise messages: checks each client's keys against all accepted before. */
export function advertiseReader({
  context,
  requirements,
  submissions,
}: AdvertiseContents): PhaseReader<'advertise', AdvertiseBody, { readonly empty: boolean }> {
  return {
    phase: 'advertise',
    context,
    submissions,
    expects: () => true,
    ...WITHOUT_ATTACHMENT,
    async read({ signed, body }) {
      await requirements.add(signed, body, true);
      return body;
    },
  };
}

/** Closes phase 0: broadcasts the list of all Advertise envelopes. */
export function closeAdvertise(
  state: CollectingKeys,
): Promise<Advance<CollectingShares, readonly Outgoing[]> | Abort> {
  const { context, transcriptHash, submissions } = state.take();
  return orAbort(
    () => {
      requireThreshold(context, submissions.size);
      const list = sortedByClient(submissions);
      const body = toBytes(codecOf('advertised', context.session), {
        transcriptHash,
        envelopes: list.map(([, { signed }]) => signed.bytes),
      });
      const sent = broadcast(context, 'advertised', transcriptHash, body);
      const next = {
        context,
        transcriptHash: sent.transcriptHash,
        keyTranscript: sent.transcriptHash,
        advertised: sent.envelope,
        schemeKeys: new Map(list.map(([client, { contents }]) => [client, contents.schemeKeys])),
        submissions: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('share', next),
        output: list.map(([to]) => ({ to, message: { envelope: sent.envelope } })),
      });
    },
    () => undefined,
  );
}
