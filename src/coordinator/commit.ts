import { envelopeIn } from '../messages/collected.ts';
import { type CommitAttachment, splitAttachment } from '../messages/commit.ts';
import { includedRoot } from '../messages/confirm.ts';
import type { Submission } from '../messages/submission.ts';
import { codecOf } from '../messages/table.ts';
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { orAbort, OneShot } from '../session/outcome.ts';
import { commitmentDigest } from '../session/secrets.ts';
import { toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import { broadcast, type Closed, requireThreshold } from './context.ts';
import type {
  CollectingCommitments,
  CollectingConfirmations,
  CommitContents,
  Committed,
} from './states.ts';
import { type PhaseReader, sortedByClient } from './submissions.ts';
import { excludeUnlinked } from './unlinked.ts';
import { excludeUnproven } from './unproven.ts';

/** The attachment of a Commit, compared with what the client signed. */
interface ReadCommit extends CommitAttachment {
  /** Whether the commitments have the digest in the client's Share. */
  readonly fixed: boolean;
  /** Whether payload and proofs have the digests in the Commit. */
  readonly signed: boolean;
}

/**
 * Reads Commit messages. A payload is added to the total at once, or after its proofs were checked
 * if the session or its scheme has proofs.
 */
export function commitReader(
  contents: CommitContents,
): PhaseReader<'commit', Committed, ReadCommit> {
  const { context, transcriptHash, dealings, submissions } = contents;
  return {
    phase: 'commit',
    context,
    submissions,
    transcriptHash,
    expects: (client) => dealings.has(client),
    prepare: (submission) => compare(contents, submission),
    covers: ({ fixed, signed }) => fixed && signed,
    read: (submission, read) => readCommit(contents, submission, read),
  };
}

async function compare(
  { context: { session }, commitmentDigests }: CommitContents,
  { signed: { client }, body, attachment }: Submission<'commit'>,
): Promise<ReadCommit> {
  const parts = splitAttachment(session, attachment);
  const digest = commitmentDigest(session.digest, client, parts.commitments);
  const signed =
    equalBytes(await sha256Bulk(parts.payload), body.payloadDigest) &&
    (session.proofBytes === 0 || equalBytes(await sha256Bulk(parts.proofs), body.proofsDigest));
  // A client without a Share is rejected later, by `expects`.
  const expected = commitmentDigests.get(client);
  return { ...parts, fixed: expected === undefined || equalBytes(digest, expected), signed };
}

function readCommit(
  contents: CommitContents,
  { signed: { client, bytes } }: Submission<'commit'>,
  { fixed, signed, ...parts }: ReadCommit,
): Committed {
  const { context, total } = contents;
  const { session, kernel, checks } = context;
  // No culprit: an attachment is not signed, and may have been changed in transit.
  checks.require('commitment-fixed', fixed, () => ({
    message: `the commitments of client ${client} are not those that it fixed before it knew the others’; let them be sent again`,
  }));
  checks.require('payload-digest', signed, () => ({
    message: `the payload or the proofs of client ${client} are not those that it signed; let them be sent again`,
  }));
  const commitments = parts.commitments.slice();
  checks.require('commitments', kernel.areOnCurve(commitments), () => ({
    message: `a commitment of client ${client} is not a point on the curve`,
    culprit: client,
    evidence: [envelopeIn(contents, 'shared', client)],
    attachment: commitments,
  }));
  const sized = parts.payload.length === session.concealedBytes;
  const payload = parts.payload.subarray(0, session.payloadBytes);
  const proofs = parts.proofs.slice();
  const linked = session.concealedBytes > session.payloadBytes;
  const proven = session.proofBytes > 0 || linked;
  const canonical =
    sized && (proven ? kernel.areCanonical(payload) : kernel.addIfCanonical(total, payload));
  checks.require('payload-canonical', canonical, () => ({
    message: `the payload of client ${client} has ${parts.payload.length} bytes instead of ${session.concealedBytes}, or a non-canonical field element`,
    culprit: client,
    evidence: [bytes],
    attachment: parts.payload.slice(),
  }));
  const payloadProof = linked ? parts.payload.slice(session.payloadBytes) : undefined;
  if (proven) return { commitments, proofs, payload: payload.slice(), payloadProof };
  // Reached only while the check is off; otherwise `addIfCanonical` has added the payload.
  if (!canonical) kernel.add(total, payload);
  return { commitments, proofs };
}

/**
 * Closes phase 2: excludes the clients whose payloads or inputs are not proven, and broadcasts the included set.
 *
 * If the verifier throws, the state is not spent, and the phase can be closed again.
 */
export async function closeCommit(
  state: CollectingCommitments,
): Promise<Closed<CollectingConfirmations>> {
  const unlinked = await excludeUnlinked(state.peek());
  const excluded = [...unlinked, ...(await excludeUnproven(state.peek()))];
  const { submissions, ...dealt } = state.take();
  const { context, transcriptHash } = dealt;
  const outcome = await orAbort<Closed<CollectingConfirmations>['outcome']>(
    () => {
      requireThreshold(context, submissions.size);
      const included = sortedByClient(submissions);
      const entries = included.map(([client, { signed }]) => ({
        client,
        commitDigest: envelopeDigest(signed.bytes),
      }));
      const body = toBytes(codecOf('included', context.session), {
        transcriptHash,
        included: entries,
      });
      const sent = broadcast(context, 'included', transcriptHash, body);
      const next = {
        ...dealt,
        transcriptHash: sent.transcriptHash,
        included: new Map(included),
        sentSince: [sent.envelope],
        root: includedRoot(entries),
        submissions: new Map(),
      };
      return Promise.resolve({
        kind: 'advance',
        state: new OneShot('confirm', next),
        output: included.map(([to]) => ({ to, message: { envelope: sent.envelope } })),
      });
    },
    () => undefined,
  );
  return { outcome, excluded };
}
