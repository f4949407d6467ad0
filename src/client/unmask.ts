import type { Broadcast } from '../messages/broadcast.ts';
import { readSignedList } from '../messages/signed.ts';
import { codecOf } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import { type Abort, type Finish, orAbort } from '../session/outcome.ts';
import { readOnce } from '../session/reading.ts';
import { toBytes } from '../wire/codec.ts';
import type { Message } from '../wire/transcript.ts';
import { messageOf, readBroadcast } from './context.ts';
import type { Confirmed, ConfirmedContents } from './states.ts';

/**
 * Phase 4, Unmask: checks that a quorum signed the included set that this client signed, and
 * answers the scheme's request (Bonawitz et al., CCS 2017, round 4). The state is spent by the
 * answer.
 *
 * @param broadcast - the `unmasking` broadcast
 */
export function unmask(state: Confirmed, broadcast: Broadcast): Promise<Finish<Message> | Abort> {
  const contents = state.take();
  return orAbort(
    () => answer(contents, broadcast),
    () => undefined,
  );
}

async function answer(contents: ConfirmedContents, broadcast: Broadcast): Promise<Finish<Message>> {
  const { context, shares, included, transcriptHash: seen } = contents;
  const { body, transcriptHash } = await readBroadcast(context, 'unmasking', broadcast, seen);
  await requireConfirmQuorum(contents, body);
  const answered = shares.answer(context, included, body.schemeRequest);
  const codec = codecOf('unmask', context.session);
  const bytes = toBytes(codec, { transcriptHash, schemeBody: answered.body });
  const attachment = answered.attachment.length > 0 ? answered.attachment : undefined;
  const output = messageOf(context, 'unmask', bytes, attachment);
  return { kind: 'finish', result: output };
}

/**
 * Requires Confirm envelopes of t different included clients, with bodies equal to this client's.
 *
 * @throws CheckFailure `confirm-quorum`
 */
async function requireConfirmQuorum(
  { context, included, confirmBody }: ConfirmedContents,
  body: { readonly confirms: readonly Uint8Array[] },
): Promise<void> {
  const { checks, session } = context;
  if (!checks.isOn('confirm-quorum')) return;
  const some = session.scheme.verifiesSome?.(session.parameters) === true;
  const list = await readOnce(context, body, 'confirms', async () => {
    const read = readSignedList(context, body.confirms, 'confirm');
    if (!some) await read.requireSignatures(context);
    return read;
  });
  const agreeing = list.all.filter(
    (confirm) => included.has(confirm.client) && equalBytes(confirm.body, confirmBody),
  );
  const { threshold } = session.parameters;
  if (some) {
    const quorum = agreeing.slice(0, threshold).map(({ client }) => client);
    await list.requireSignatures(context, quorum);
  }
  checks.require('confirm-quorum', agreeing.length >= threshold, () => ({
    message: `${agreeing.length} included clients signed the set that this client signed, fewer than the threshold ${threshold}`,
    culprit: 'coordinator',
  }));
}
