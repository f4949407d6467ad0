/** The sum of masked payloads: who is left out as phase 2 closes must not be in it. */
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { fieldReduce, fieldToBytes } from '../crypto/field.ts';
import { codecOf } from '../messages/table.ts';
import type { ClientId } from '../session/party.ts';
import { fromBytes } from '../wire/codec.ts';
import type { CommitContents, Committed } from './states.ts';
import type { Accepted } from './submissions.ts';

/**
 * Subtracts the payloads of clients that are left out: each was added as it came in.
 *
 * @throws what the host's `storedAttachments` throws; nothing has changed then
 */
export async function settleTotal(
  contents: CommitContents,
  leftOut: ReadonlySet<ClientId>,
): Promise<void> {
  const { context, submissions, total } = contents;
  const { kernel, session } = context;
  let gone: Uint8Array | undefined;
  for (const client of leftOut) {
    const accepted = submissions.get(client);
    // A dealer that is left out need not have committed.
    if (!accepted) continue;
    const concealed = await concealedAgain(contents, client, accepted);
    const payload = concealed.slice(0, session.payloadBytes);
    if (gone) kernel.add(gone, payload);
    else gone = payload;
  }
  if (!gone) return;
  const minusOne = fieldToBytes(fieldReduce(-1n));
  kernel.add(total, await kernel.combine(minusOne, gone, 1, context.work));
}

/** The payload of a Commit that was accepted, with what proves it, from where attachments are kept. */
export async function concealedAgain(
  { context: { session, attachments } }: CommitContents,
  client: ClientId,
  { signed: { body }, contents: { payload } }: Accepted<Committed>,
): Promise<Uint8Array> {
  const [concealed] = await attachments.read([{ phase: 'commit', client, ...payload }]);
  const codec = codecOf('commit', session);
  const { payloadDigest } = fromBytes(codec, body, codec.maxBytes, 'commit');
  if (!equalBytes(await sha256Bulk(concealed!), payloadDigest)) {
    throw new Error(`the stored Commit of client ${client} is not the one that was accepted`);
  }
  return concealed!;
}
