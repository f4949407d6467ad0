import { concatBytes } from '@noble/hashes/utils.js';
import type { Broadcast } from '../messages/broadcast.ts';
import { accusationsBytes } from '../messages/accusations.ts';
import { joinAttachment } from '../messages/commit.ts';
import type { Signed } from '../messages/signed.ts';
import { codecOf } from '../messages/table.ts';
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import type { Dealer, Dealers } from '../schemes/client.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { readOnce } from '../session/reading.ts';
import { packPayload } from '../session/payload.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { Message } from '../wire/transcript.ts';
import { accuse } from './accuse.ts';
import {
  type ClientContext,
  messageOf,
  readBroadcast,
  requireOwnEntry,
  requireSubset,
  requireThreshold,
  SENT_BEFORE,
} from './context.ts';
import { readListed } from './peerKeys.ts';
import { maskingWork, proveInput } from './proving.ts';
import { type Committed, type Shared, type SharedContents, wipeSecrets } from './states.ts';

/**
 * Phase 2, Commit: checks the shares that this client received, sends the row commitments and the
 * masked payload, and proves the input's bounds if the session requires it (Bonawitz et al., CCS
 * 2017, round 2; commitments and proofs are additions).
 *
 * @param broadcast - the `shared` broadcast, with this client's boxes attached
 */
export function commit(
  state: Shared,
  broadcast: Broadcast,
): Promise<Advance<Committed, Message> | Abort> {
  const contents = state.take();
  const transition = orAbort(
    () => commitAndMask(contents, broadcast),
    () => undefined,
  );
  return transition.finally(() => {
    wipeSecrets(contents);
  });
}

async function commitAndMask(
  contents: SharedContents,
  broadcast: Broadcast,
): Promise<Advance<Committed, Message>> {
  const { context, dealing, commitments } = contents;
  const { session, checks } = context;
  const { transcriptHash, dealers, ids } = await readDealers(contents, broadcast);
  const shares = await dealing.receive(context, dealers, broadcast.attachment);
  const accused = shares.faulty;
  const accusations = accusationsBytes(session.parameters.clients, await accuse(contents, accused));
  const proofs = await proveInput(contents);
  const payload = await maskedPayload(contents, [...ids]);
  const body = toBytes(codecOf('commit', session), {
    transcriptHash,
    payloadDigest: await sha256Bulk(payload),
    proofsDigest: session.proofBytes > 0 ? await sha256Bulk(proofs) : new Uint8Array(0),
    accusationsDigest: await sha256Bulk(accusations),
  });
  // Claimed last, so that only a message that is about to be sent uses up the epoch.
  await requireOnce(context, contents.envelope);
  const attachment = joinAttachment({ accusations, commitments, payload, proofs });
  const output = messageOf(context, 'commit', body, attachment);
  const commitDigest = envelopeDigest(output.envelope);
  const next = {
    context,
    transcriptHash,
    dealers: ids,
    accused: new Set(accused),
    shares,
    commitDigest,
  };
  const state = new OneShot('committed', next, checks.isOn('one-shot'));
  return { kind: 'advance', state, output };
}

/**
 * Checks the list of Share envelopes.
 *
 * @throws CheckFailure
 */
async function readDealers(
  { context, transcriptHash: seen, shareEnvelope, peers }: SharedContents,
  broadcast: Broadcast,
): Promise<ReadDealers> {
  const { body, transcriptHash } = await readBroadcast(context, 'shared', broadcast, seen);
  const list = await readOnce(context, body, 'list', () => readListed(context, body, 'share'));
  requireThreshold(context, list.all.length, 'dealt shares');
  requireOwnEntry(context, shareEnvelope, list.get(context.self)?.bytes);
  const ids = await readOnce(
    context,
    list,
    'ids',
    () => new Set(list.all.map(({ client }) => client)),
  );
  requireSubset(context, [...ids], (id) => peers.has(id as ClientId));
  const dealers = await readOnce(context, list, 'dealers', async () => {
    const read: Dealer[] = [];
    for (const signed of list.all) {
      const { client } = signed;
      read.push(await list.readFrom(context, client, () => readDealer(context, signed, seen)));
    }
    return read;
  });
  const requireSigned = (clients: readonly ClientId[]): Promise<void> =>
    list.requireSignatures(context, clients);
  return { transcriptHash, dealers: { list: dealers, requireSigned }, ids };
}

/** The `shared` list. */
interface ReadDealers {
  readonly transcriptHash: Uint8Array;
  readonly dealers: Dealers;
  readonly ids: ReadonlySet<ClientId>;
}

/** Reads one dealer's Share, and checks that it answers the key list that this client answered. */
function readDealer(
  { session, checks }: ClientContext,
  { client, body, bytes }: Signed,
  seen: Uint8Array,
): Dealer {
  const codec = codecOf('share', session);
  const { transcriptHash, schemeBody } = wellFormed(
    () => fromBytes(codec, body, codec.maxBytes, 'share'),
    client,
  );
  checks.require('transcript', equalBytes(transcriptHash, seen), () => ({
    message: `the coordinator lists a Share of client ${client} that answers another list of keys`,
    culprit: 'coordinator',
  }));
  return { client, schemeBody, envelope: bytes };
}

/**
 * Claims the input in the ledger.
 *
 * @throws CheckFailure `input-once` if the input was sent before
 */
async function requireOnce(
  { checks, claimInput }: ClientContext,
  advertised: Uint8Array,
): Promise<void> {
  const claimed: unknown = await claimInput(advertised);
  checks.require('input-once', claimed === true, () => ({ message: SENT_BEFORE }));
}

/**
 * The packed input and blinders with every mask added, and what the scheme proves about it:
 * `session.concealedBytes` bytes.
 */
async function maskedPayload(
  { context, dealing, input, blinders, commitments }: SharedContents,
  dealers: readonly ClientId[],
): Promise<Uint8Array> {
  const payload = packPayload(context.kernel, context.session, input, blinders);
  try {
    const committed = { values: input, blinders, commitments };
    const work = maskingWork(context);
    const proof = await dealing.conceal(context, dealers, payload, committed, work);
    return proof.length === 0 ? payload : concatBytes(payload, proof);
  } catch (error) {
    // A partly masked payload may reveal the input.
    payload.fill(0);
    throw error;
  }
}
