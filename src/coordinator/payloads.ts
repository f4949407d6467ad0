/** The sum of masked payloads: who is left out as phase 2 closes must not be in it. */
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { fieldReduce, fieldToBytes } from '../crypto/field.ts';
import { splitAttachment } from '../messages/commit.ts';
import type { Signed } from '../messages/signed.ts';
import { codecOf } from '../messages/table.ts';
import type { ClientId } from '../session/party.ts';
import { fromBytes } from '../wire/codec.ts';
import type { CommitContents, Committed } from './states.ts';
import type { Accepted } from './submissions.ts';

/**
 * Takes a payload in: adds it to the total, if the host can give it back should its client be left out, and holds it until the
 * phase closes otherwise, or while the scheme needs it.
 *
 * @returns the payload, if it is held
 */
export function takePayload(
  { context: { kernel, session, storedAttachment }, total }: CommitContents,
  payload: Uint8Array,
): Uint8Array | undefined {
  const linked = session.concealedBytes > session.payloadBytes;
  if (linked || !storedAttachment) return payload.slice();
  kernel.add(total, payload);
  return undefined;
}

/**
 * Makes the total that of the clients that stay: adds what was held, and subtracts what had been added of the others.
 *
 * @throws what the host's `storedAttachment` throws; nothing has changed then
 */
export async function settleTotal(
  contents: CommitContents,
  leftOut: ReadonlySet<ClientId>,
): Promise<void> {
  const { context, submissions, total } = contents;
  const { kernel } = context;
  const added = [...submissions].filter(
    ([client, { contents: read }]) => leftOut.has(client) && !read.payload,
  );
  let gone: Uint8Array | undefined;
  for (const [client, submission] of added) {
    const payload = await payloadAgain(contents, client, submission);
    if (gone) kernel.add(gone, payload);
    else gone = payload;
  }
  if (gone) {
    const minusOne = fieldToBytes(fieldReduce(-1n));
    kernel.add(total, await kernel.combine(minusOne, gone, 1, context.work));
  }
  for (const [client, { contents: read }] of submissions) {
    if (read.payload && !leftOut.has(client)) kernel.add(total, read.payload);
  }
}

/** The payload of a Commit that was accepted, from where the host keeps messages. */
async function payloadAgain(
  { context: { session, storedAttachment } }: CommitContents,
  client: ClientId,
  { signed }: Accepted<Committed>,
): Promise<Uint8Array> {
  const { payload } = splitAttachment(session, await storedAttachment!(client));
  if (!equalBytes(await sha256Bulk(payload), payloadDigestIn(session, signed))) {
    throw new Error(`the stored Commit of client ${client} is not the one that was accepted`);
  }
  return payload.slice(0, session.payloadBytes);
}

function payloadDigestIn(
  session: CommitContents['context']['session'],
  { body }: Signed,
): Uint8Array {
  const codec = codecOf('commit', session);
  return fromBytes(codec, body, codec.maxBytes, 'commit').payloadDigest;
}
