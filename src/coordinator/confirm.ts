import { equalBytes } from '../crypto/tupleHash.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { Signed } from '../messages/signed.ts';
import { confirmCodec } from '../messages/confirm.ts';
import { unmaskingCodec } from '../messages/broadcasts.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, requireThreshold, type Outgoing } from './context.ts';
import { sortedByClient, acceptSubmission, type SubmissionOutcome } from './submissions.ts';
import type { CollectingConfirmations, CollectingAnswers, ConfirmContents } from './states.ts';

/** Receives a client's signature over the included set. */
export function receiveConfirm(
  state: CollectingConfirmations,
  message: Message,
): Promise<SubmissionOutcome> {
  const contents = state.peek();
  const { context, included, confirmed } = contents;
  return acceptSubmission(
    context,
    confirmed,
    'confirm',
    (client) => included.has(client),
    message,
    (signed) => readConfirm(contents, signed),
  );
}

/** Ends phase 3: asks everyone who confirmed for shares, showing the quorum. */
export function closeConfirm(
  state: CollectingConfirmations,
): Promise<Advance<CollectingAnswers, readonly Outgoing[]> | Abort> {
  const { confirmed, ...agreed } = state.take();
  const { context, transcriptHash, dealings, included } = agreed;
  return orAbort(
    () => {
      requireThreshold(context, confirmed.size);
      const confirms = sortedByClient(confirmed).map(([, { signed }]) => signed);
      const dropped = [...dealings.keys()].filter((client) => !included.has(client));
      const body = toBytes(unmaskingCodec(context.roster.size), {
        transcriptHash,
        dropped,
        confirms: confirms.map((signed) => signed.bytes),
      });
      const sent = broadcast(context, 'unmasking', transcriptHash, body);
      const next = { ...agreed, confirms, dropped, answers: new Map() };
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

function readConfirm({ context, transcriptHash, root }: ConfirmContents, signed: Signed): null {
  const agrees = equalBytes(signed.body, toBytes(confirmCodec, { transcriptHash, root }));
  context.checks.require('confirmed-root', agrees, () => ({
    message: `client ${signed.client} confirmed another set than the one that was announced`,
    // No evidence: a coordinator could have announced that other set to it.
    culprit: signed.client,
  }));
  return null;
}
