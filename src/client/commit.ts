import { sha256Bulk } from '../crypto/tupleHash.ts';
import { ELEMENT_BYTES, type Mask } from '../kernel/kernel.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { maskSign, pairwiseMaskKey, selfMaskKey } from '../session/secrets.ts';
import { commitCodec } from '../messages/commit.ts';
import { toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { Message } from '../wire/message.ts';
import { type ClientContext, messageOf, SENT_BEFORE } from './context.ts';
import { maskingWork, proveInput } from './proving.ts';
import { receiveShares } from './receivedShares.ts';
import { type Shared, type SharedContents, type SharePair, wipeSecrets } from './share.ts';

/** A client that sent its commitment and masked payload, and waits for the included list. */
export type Committed = OneShot<'committed', CommittedContents>;

/** @internal What is left after the input has gone: no key and no input, only shares of others' secrets. */
export interface CommittedContents {
  readonly context: ClientContext;
  readonly transcriptHash: Uint8Array;
  /** What this client holds of every dealer in the Share list, itself among them. */
  readonly held: ReadonlyMap<ClientId, SharePair>;
  /** {@link envelopeDigest} of the Commit envelope that was sent. */
  readonly commitDigest: Uint8Array;
}

/**
 * Phase 2, Commit: checks the shares that arrived, reveals the commitment to the input, and masks the input
 * (Bonawitz et al., CCS 2017, round 2; the commitment is ours).
 *
 * @param message - the coordinator's `shared`, with this client's boxes attached
 */
export function commit(
  state: Shared,
  message: Message,
): Promise<Advance<Committed, Message> | Abort> {
  const contents = state.take();
  const transition = orAbort(
    () => commitAndMask(contents, message),
    () => undefined,
  );
  return transition.finally(() => {
    wipeSecrets(contents);
  });
}

async function commitAndMask(
  contents: SharedContents,
  message: Message,
): Promise<Advance<Committed, Message>> {
  const { context } = contents;
  const { transcriptHash, held } = await receiveShares(contents, message);
  const { session } = context;
  const proofs = await proveInput(contents);
  const payload = await maskedPayload(contents, [...held.keys()]);
  const proven = session.proofBytes > 0;
  const body = toBytes(commitCodec(session.rows, proven), {
    transcriptHash,
    commitments: contents.commitments,
    payloadDigest: await sha256Bulk(payload),
    proofsDigest: proven ? await sha256Bulk(proofs) : new Uint8Array(0),
  });
  // Last of all, so that nothing but a message that goes out uses up the epoch.
  await requireOnce(context, contents.envelope);
  const output = messageOf(context, 'commit', body, proven ? joined(payload, proofs) : payload);
  const commitDigest = envelopeDigest(output.envelope);
  const once = context.checks.isOn('one-shot');
  const state = new OneShot('committed', { context, transcriptHash, held, commitDigest }, once);
  return { kind: 'advance', state, output };
}

/** Demands that what this client sends was not sent before. @throws CheckFailure */
async function requireOnce(
  { checks, claimInput }: ClientContext,
  advertised: Uint8Array,
): Promise<void> {
  const claimed: unknown = await claimInput(advertised);
  checks.require('input-once', claimed === true, () => ({ message: SENT_BEFORE }));
}

/** The attachment of a Commit envelope: the payload, followed by the proofs. */
function joined(payload: Uint8Array, proofs: Uint8Array): Uint8Array {
  const attachment = new Uint8Array(payload.length + proofs.length);
  attachment.set(payload);
  attachment.set(proofs, payload.length);
  return attachment;
}

/** Packed input, then blinders, under every mask. */
async function maskedPayload(
  contents: SharedContents,
  dealers: readonly ClientId[],
): Promise<Uint8Array> {
  const { session, kernel } = contents.context;
  const payload = new Uint8Array(session.payloadBytes);
  const packed = kernel.pack(contents.input, session.layout);
  payload.set(packed);
  packed.fill(0);
  payload.set(contents.blinders, session.packedElements * ELEMENT_BYTES);
  const masks = masksOver(contents, dealers);
  try {
    await kernel.addMasks(payload, masks, maskingWork(contents.context));
    return payload;
  } catch (error) {
    // Half masked, it is as good as the input.
    payload.fill(0);
    throw error;
  } finally {
    for (const { key } of masks) key.fill(0);
  }
}

/** Every mask on this client's payload: its own, and one with each other dealer. */
function masksOver(contents: SharedContents, dealers: readonly ClientId[]): Mask[] {
  const { context, keys, peers, maskKeys, seed } = contents;
  const { self } = context;
  return dealers.map((peer): Mask => {
    const secret =
      peer === self
        ? selfMaskKey(keys, seed, self)
        : pairwiseMaskKey(keys, maskKeys.secret, self, peer, peers.get(peer)!.maskKey);
    return { key: secret.expose(), sign: peer === self ? 1 : maskSign(self, peer) };
  });
}
