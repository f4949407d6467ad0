import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { readable, wellFormed } from '../session/checks/enabledChecks.ts';
import { maxUploadBytes } from '../messages/sizes.ts';
import { type Abort, type Advance, orAbort, OneShot } from '../session/outcome.ts';
import { commitmentDigest } from '../session/secrets.ts';
import type { Session } from '../session/session.ts';
import type { Signed } from '../messages/signed.ts';
import { type CommitBody, commitCodec } from '../messages/commit.ts';
import { includedRoot } from '../messages/confirm.ts';
import { includedCodec } from '../messages/broadcasts.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import type { Message } from '../wire/message.ts';
import { broadcast, requireThreshold, type Outgoing } from './context.ts';
import { envelopeIn } from './shareEvidence.ts';
import { sortedByClient, acceptSubmission, type SubmissionOutcome } from './submissions.ts';
import type {
  CollectingCommitments,
  CollectingConfirmations,
  Committed,
  CommitContents,
} from './states.ts';

/** Receives a client's commitment and payload, and adds the payload to the total unless proofs must be checked first. */
export function receiveCommit(
  state: CollectingCommitments,
  message: Message,
): Promise<SubmissionOutcome> {
  const contents = state.peek();
  const { context, dealings, committed } = contents;
  return acceptSubmission(
    context,
    committed,
    'commit',
    (client) => dealings.has(client),
    message,
    (signed, attachment) => readCommit(contents, signed, attachment),
  );
}

/** Ends phase 2: sends the included clients the list of all of them. */
export function closeCommit(
  state: CollectingCommitments,
): Promise<Advance<CollectingConfirmations, readonly Outgoing[]> | Abort> {
  const { committed, ...dealt } = state.take();
  const { context, transcriptHash } = dealt;
  return orAbort(
    () => {
      requireThreshold(context, committed.size);
      const included = sortedByClient(committed);
      const entries = included.map(([client, { signed }]) => ({
        client,
        commitDigest: envelopeDigest(signed.bytes),
      }));
      const body = toBytes(includedCodec(context.roster.size), {
        transcriptHash,
        included: entries,
      });
      const sent = broadcast(context, 'included', transcriptHash, body);
      const next = {
        ...dealt,
        transcriptHash: sent.transcriptHash,
        included: new Map(included),
        root: includedRoot(entries),
        confirmed: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('confirm', next),
        output: included.map(([to]) => ({ to, message: { envelope: sent.envelope } })),
      });
    },
    () => undefined,
  );
}

/** Whether payload and proofs are those whose digests a Commit holds. A body that cannot be read is refused for itself. */
export async function coversPayload(
  { context: { session } }: CommitContents,
  { body }: Signed,
  attachment: Uint8Array,
): Promise<boolean> {
  const commit = readable(() =>
    fromBytes(commitCodec(session.rows, session.proofBytes > 0), body, body.length, 'commit'),
  );
  if (commit === undefined) return true;
  const fits = attachment.length <= maxUploadBytes(session);
  return fits && (await haveDigests(partsOf(session, attachment), commit));
}

/** The attachment of a Commit: the payload, then the proofs. */
interface CommitParts {
  readonly payload: Uint8Array;
  readonly proofs: Uint8Array;
}

function partsOf({ payloadBytes, proofBytes }: Session, attachment: Uint8Array): CommitParts {
  const cut = proofBytes > 0 ? payloadBytes : attachment.length;
  return { payload: attachment.subarray(0, cut), proofs: attachment.subarray(cut) };
}

async function haveDigests(
  { payload, proofs }: CommitParts,
  { payloadDigest, proofsDigest }: CommitBody,
): Promise<boolean> {
  return (
    equalBytes(await sha256Bulk(payload), payloadDigest) &&
    (proofsDigest.length === 0 || equalBytes(await sha256Bulk(proofs), proofsDigest))
  );
}

async function readCommit(
  contents: CommitContents,
  signed: Signed,
  attachment: Uint8Array,
): Promise<Committed> {
  const { session, kernel, checks } = contents.context;
  const { client, body, bytes } = signed;
  const proven = session.proofBytes > 0;
  const commit = wellFormed(
    () => fromBytes(commitCodec(session.rows, proven), body, body.length, 'commit'),
    client,
  );
  const { transcriptHash, commitments } = commit;
  checks.require('commitments', kernel.areOnCurve(commitments), () => ({
    message: `a commitment of client ${client} is no point on the curve`,
    culprit: client,
    evidence: [bytes],
  }));
  const { sharedTranscript, dealings } = contents;
  const digest = commitmentDigest(session.digest, client, commitments);
  const fixed = equalBytes(digest, dealings.get(client)!.commitmentDigest);
  const follows = equalBytes(transcriptHash, sharedTranscript);
  checks.require('commitment-fixed', fixed && follows, () => ({
    message: `the commitments of client ${client} are not those that it fixed before it knew the others'`,
    culprit: client,
    // Its own Share shows other commitments. Another list it may have had from this coordinator.
    evidence: fixed ? undefined : [bytes, envelopeIn(contents, 'shared', client)],
  }));
  const parts = partsOf(session, attachment);
  const { payload } = parts;
  const proofs = parts.proofs.slice();
  // No culprit: the attachment itself is not signed, so it may have been changed in transit.
  const sameDigest = await haveDigests(parts, commit);
  checks.require('payload-digest', sameDigest, () => ({
    message: `the payload or the proofs of client ${client} are not those that it signed; let them be sent again`,
  }));
  const { total } = contents;
  const sized = payload.length === session.payloadBytes;
  const canonical =
    sized && (proven ? kernel.areCanonical(payload) : kernel.addIfCanonical(total, payload));
  checks.require('payload-canonical', canonical, () => ({
    message: `the payload of client ${client} has ${payload.length} bytes instead of ${session.payloadBytes}, or a non-canonical field element`,
    culprit: client,
    evidence: [bytes],
    attachment: payload.slice(),
  }));
  if (proven) return { commitments, proofs, payload: payload.slice() };
  // Only with that check off: it is in the total already otherwise.
  if (!canonical) kernel.add(total, payload);
  return { commitments, proofs };
}
