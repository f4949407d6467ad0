import { envelopeIn } from '../messages/collected.ts';
import { type CommitAttachment, splitAttachment } from '../messages/commit.ts';
import { includedRoot } from '../messages/confirm.ts';
import type { Submission } from '../messages/submission.ts';
import { codecOf } from '../messages/table.ts';
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import { readAccusations } from '../messages/accusations.ts';
import type { Accusers } from '../schemes/coordinator.ts';
import { wellFormed } from '../session/checks/enabledChecks.ts';
import { orAbort, OneShot, type Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { settleAccusations, type SettledAccusations } from './accusations.ts';
import { commitmentDigest } from '../session/secrets.ts';
import { toBytes } from '../wire/codec.ts';
import { envelopeDigest } from '../wire/envelope.ts';
import { broadcast, type Closed, type Outgoing, outgoing, requireThreshold } from './context.ts';
import { headsTo } from './heads.ts';
import type {
  CollectingCommitments,
  CollectingConfirmations,
  CommitContents,
  Committed,
} from './states.ts';
import { type PhaseReader, sortedByClient } from './submissions.ts';
import { settleTotal } from './payloads.ts';
import { unlinkedPayloads } from './unlinked.ts';
import { unprovenInputs } from './unproven.ts';

/** The attachment of a Commit, compared with what the client signed. */
interface ReadCommit extends CommitAttachment {
  /** Whether the commitments have the digest in the client's Share. */
  readonly fixed: boolean;
  /** Whether payload and proofs have the digests in the Commit. */
  readonly covered: boolean;
}

/** Reads Commit messages. Who accuses, is accused or proves nothing is found as the phase closes. */
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
    covers: ({ fixed, covered }) => fixed && covered,
    read: (submission, read) => readCommit(contents, submission, read),
  };
}

async function compare(
  { context: { session }, commitmentDigests }: CommitContents,
  { signed: { client }, body, attachment }: Submission<'commit'>,
): Promise<ReadCommit> {
  const parts = splitAttachment(session, attachment);
  const digest = commitmentDigest(session.digest, client, parts.commitments);
  const covered =
    equalBytes(await sha256Bulk(parts.payload), body.payloadDigest) &&
    (session.proofBytes === 0 || equalBytes(await sha256Bulk(parts.proofs), body.proofsDigest)) &&
    equalBytes(await sha256Bulk(parts.accusations), body.accusationsDigest);
  // A client without a Share is rejected later, by `expects`.
  const expected = commitmentDigests.get(client);
  return { ...parts, fixed: expected === undefined || equalBytes(digest, expected), covered };
}

async function readCommit(
  contents: CommitContents,
  { signed, attachment }: Submission<'commit'>,
  { fixed, covered, ...parts }: ReadCommit,
): Promise<Committed> {
  const { context } = contents;
  const { session, kernel, checks, scheme, attachments } = context;
  const { client, bytes } = signed;
  // No culprit: an attachment is not signed, and may have been changed in transit.
  checks.require('commitment-fixed', fixed, () => ({
    message: `the commitments of client ${client} are not those that it fixed before it knew the others’; let them be sent again`,
  }));
  checks.require('payload-digest', covered, () => ({
    message: `the payload or the proofs of client ${client} are not those that it signed; let them be sent again`,
  }));
  const commitments = parts.commitments.slice();
  checks.require('commitments', kernel.areOnCurve(commitments), () => ({
    message: `a commitment of client ${client} is not a point on the curve`,
    culprit: client,
    evidence: [envelopeIn(contents, 'shared', client)],
    attachment: commitments,
  }));
  const accusations = wellFormed(
    () => readAccusations(session.parameters.clients, parts.accusations.slice()),
    client,
  );
  const sized = parts.payload.length === session.concealedBytes;
  const payload = parts.payload.subarray(0, session.payloadBytes);
  checks.require('payload-canonical', sized && kernel.areCanonical(payload), () => ({
    message: `the payload of client ${client} has ${parts.payload.length} bytes instead of ${session.concealedBytes}, or a non-canonical field element`,
    culprit: client,
    evidence: [bytes],
    attachment: parts.payload.slice(),
  }));
  const proof = parts.payload.subarray(session.payloadBytes);
  const read = await scheme.readPayload?.(contents, { signed, commitments, payload, proof });
  const from = parts.payload.byteOffset - attachment.byteOffset;
  attachments.keep('commit', client, attachment);
  kernel.add(contents.total, payload);
  return {
    accusations,
    commitments,
    proofs: parts.proofs.slice(),
    payload: { from, to: from + parts.payload.length },
    read,
  };
}

/**
 * Closes phase 2: leaves out who dealt bad boxes or accused falsely, and whose payloads or inputs are not proven, and broadcasts the
 * included set.
 *
 * @param agree - called once, with who stays in this session
 *
 * If the verifier or the host throws, the state is as it was, and the phase can be closed again.
 */
export async function closeCommit(
  state: CollectingCommitments,
  agree: Agree = (committed) => Promise.resolve(committed),
): Promise<Closed<CollectingConfirmations>> {
  const { rejections, accusers, excluded } = await settle(state.peek(), agree);
  const { submissions, ...dealt } = state.take();
  const { context, transcriptHash } = dealt;
  const outcome = await orAbort<Closed<CollectingConfirmations>['outcome']>(
    async () => {
      requireThreshold(context, submissions.size);
      const included = sortedByClient(submissions).map(
        ([client, { signed, contents: read }]) =>
          [client, { signed, contents: { ...read, read: undefined } }] as const,
      );
      requireRecoverable(dealt, new Set(submissions.keys()), accusers, rejections);
      const entries = included.map(([client, { signed }]) => ({
        client,
        commitDigest: envelopeDigest(signed.bytes),
      }));
      const body = toBytes(codecOf('included', context.session), {
        transcriptHash,
        included: entries,
      });
      const sent = broadcast(context, 'included', transcriptHash, body);
      context.attachments.clear();
      const next = {
        ...dealt,
        transcriptHash: sent.transcriptHash,
        included: new Map(included),
        sentSince: [sent.envelope],
        accusers,
        root: includedRoot(entries),
        submissions: new Map(),
      };
      const output: Outgoing[] = [];
      for (const [to] of included) {
        const attached = headsTo(to, dealt, next.included, context);
        output.push(await outgoing(context, to, sent.envelope, attached));
      }
      return { kind: 'advance', state: new OneShot('confirm', next), output };
    },
    () => undefined,
  );
  return { outcome, excluded };
}

/**
 * Which clients stay, of those that stay in this session: in a vector that is summed in parts, those that stay in all parts.
 */
export type Agree = (committed: ReadonlySet<ClientId>) => Promise<ReadonlySet<ClientId>>;

/** Finds who is to be left out, and takes them out of the submissions and of the total. */
async function settle(
  contents: CommitContents,
  agree: Agree,
): Promise<
  SettledAccusations & {
    /** A rejection for each client that is left out. */
    readonly excluded: readonly Rejection[];
  }
> {
  const committed = new Map(contents.submissions);
  const excluded: Rejection[] = [];
  const leaveOut = (found: readonly Rejection[]): void => {
    for (const { culprit } of found) committed.delete(culprit as ClientId);
    excluded.push(...found);
  };
  const accused = await settleAccusations(contents);
  leaveOut(accused.rejections);
  leaveOut(await unlinkedPayloads(contents, committed));
  leaveOut(await unprovenInputs(contents, committed));
  const alone = contents.context.scheme.belowDegree?.(contents, new Set(committed.keys()));
  for (const [client, rejection] of alone ?? []) {
    committed.delete(client);
    excluded.push(rejection);
  }
  const staying = await agree(new Set(committed.keys()));
  const leftOut = new Set([...contents.submissions.keys()].filter((id) => !staying.has(id)));
  await settleTotal(contents, leftOut);
  for (const client of leftOut) contents.submissions.delete(client);
  return { ...accused, excluded };
}

/** Requires that who is left out does not lock the sum. @throws CheckFailure */
function requireRecoverable(
  dealt: Omit<CommitContents, 'submissions'>,
  included: ReadonlySet<ClientId>,
  accusers: Accusers,
  rejections: readonly Rejection[],
): void {
  const { checks, scheme } = dealt.context;
  const lost = scheme.unrecoverable(dealt, included, accusers);
  checks.require('secrets-recoverable', lost === undefined, () => {
    const shown = rejections.find(({ culprit }) => culprit === lost);
    return shown === undefined
      ? {
          message: `too few clients that are left hold a share of client ${lost}, whose masks must be taken off; open a new round`,
        }
      : {
          message: `too few clients hold a share of client ${lost}, which dealt bad boxes and is left out; open a new round without it`,
          culprit: lost,
          evidence: shown.evidence,
          attachment: shown.attachment,
        };
  });
}
