import { confirmCodec } from '../messages/confirm.ts';
import { codecOf } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { toBytes } from '../wire/codec.ts';
import { broadcast, type Outgoing, requireThreshold } from './context.ts';
import type { CollectingAnswers, CollectingConfirmations, ConfirmContents } from './states.ts';
import { type PhaseReader, sortedByClient, WITHOUT_ATTACHMENT } from './submissions.ts';

/** Reads Confirm messages: signatures over the included set. */
export function confirmReader({
  context,
  transcriptHash,
  included,
  root,
  submissions,
}: ConfirmContents): PhaseReader<'confirm', null, { readonly empty: boolean }> {
  const announced = toBytes(confirmCodec, { transcriptHash, root });
  return {
    phase: 'confirm',
    context,
    submissions,
    expects: (client) => included.has(client),
    ...WITHOUT_ATTACHMENT,
    read({ signed: { client, body } }) {
      context.checks.require('confirmed-root', equalBytes(body, announced), () => ({
        message: `client ${client} confirmed another set than the one that was announced`,
        // No evidence: the coordinator might have announced a different set to this client.
        culprit: client,
      }));
      return null;
    },
  };
}

/** Closes phase 3: broadcasts the quorum's Confirm envelopes and the scheme's request. */
export function closeConfirm(
  state: CollectingConfirmations,
): Promise<Advance<CollectingAnswers, readonly Outgoing[]> | Abort> {
  const { submissions, ...agreed } = state.take();
  const { context, transcriptHash } = agreed;
  return orAbort(
    () => {
      requireThreshold(context, submissions.size);
      const confirms = sortedByClient(submissions).map(([, { signed }]) => signed);
      const body = toBytes(codecOf('unmasking', context.session), {
        transcriptHash,
        confirms: confirms.map(({ bytes }) => bytes),
        schemeRequest: context.scheme.request(agreed),
      });
      const sent = broadcast(context, 'unmasking', transcriptHash, body);
      const next = {
        ...agreed,
        transcriptHash: sent.transcriptHash,
        confirmedTranscript: transcriptHash,
        sentSince: [...agreed.sentSince, sent.envelope],
        confirms,
        confirmed: new Set(confirms.map(({ client }) => client)),
        submissions: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('unmask', next),
        output: confirms.map(({ client }) => ({
          to: client,
          message: { envelope: sent.envelope },
        })),
      });
    },
    () => undefined,
  );
}
