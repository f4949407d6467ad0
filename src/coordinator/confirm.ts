import { equalBytes } from '../crypto/tupleHash.ts';
import { type Abort, type Advance, orAbort, Phase } from '../session/outcome.ts';
import type { Signed } from '../session/signed.ts';
import { confirmCodec } from '../wire/bodies/confirm.ts';
import { unmaskingCodec } from '../wire/bodies/coordinator.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, demandQuorum, type Outgoing } from './context.ts';
import { inOrder, receiveInto, type Receipt } from './inbox.ts';
import type { CollectingConfirmations, CollectingAnswers, ConfirmContents } from './states.ts';

/** Receives a client's signature over the included set. */
export function receiveConfirm(state: CollectingConfirmations, message: Message): Promise<Receipt> {
  const contents = state.look();
  const { context, included, confirmed } = contents;
  return receiveInto(
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
  const { context, history, dealings, included } = agreed;
  return orAbort(
    () => {
      demandQuorum(context, confirmed.size);
      const confirms = inOrder(confirmed).map(([, { signed }]) => signed);
      const dropped = [...dealings.keys()].filter((client) => !included.has(client));
      const body = toBytes(unmaskingCodec(context.roster.size), {
        history,
        dropped,
        confirms: confirms.map((signed) => signed.bytes),
      });
      const sent = broadcast(context, 'unmasking', history, body);
      const next = { ...agreed, confirms, dropped, answers: new Map() };
      return Promise.resolve({
        kind: 'advance',
        state: new Phase('unmask', next),
        output: confirms.map(({ client }) => ({
          to: client,
          message: { envelope: sent.envelope },
        })),
      });
    },
    () => undefined,
  );
}

function readConfirm({ context, history, root }: ConfirmContents, signed: Signed): null {
  const agrees = equalBytes(signed.body, toBytes(confirmCodec, { history, root }));
  context.defences.demand('confirmed-root', agrees, () => ({
    message: `client ${signed.client} confirmed another set than the one that was announced`,
    // No evidence: a coordinator could have announced that other set to it.
    culprit: signed.client,
  }));
  return null;
}
