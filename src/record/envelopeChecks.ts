import { codecOf, MESSAGE_TYPES, type MessageType } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { CheckName } from '../session/checks/table.ts';

import { orReject } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { Session } from '../session/session.ts';
import { isFromCoordinator, openSigned, type Setting, type Signed } from '../messages/signed.ts';
import { confirmCodec, includedRoot } from '../messages/confirm.ts';
import { fromBytes, toBytes } from '../wire/codec.ts';
import { type Envelope, envelopeDigest, COORDINATOR_SENDER } from '../wire/envelope.ts';

import { WireError } from '../wire/errors.ts';
import { fixedCommitmentProblem, type ReadCommit } from './fixedCommitments.ts';
import type { RecordBody } from './record.ts';
import type { ReportLines } from './report.ts';

/** The decoded Commit envelopes of a record. */
export interface Commits {
  readonly included: readonly ClientId[];
  /** Each client's row commitments; every point is on the curve. */
  readonly commitments: readonly Uint8Array[];
  /** The Commit bodies, in the same order. */
  readonly bodies: readonly ReadCommit[];
  /** Merkle root of the included set, which a quorum must have signed. */
  readonly root: Uint8Array;
}

/** The checks of an envelope itself, apart from its body. */
const ENVELOPE_CHECKS = [
  'well-formed',
  'session-bound',
  'phase-bound',
  'client-signature',
] as const satisfies readonly CheckName[];

/** Why the envelope of a record is not signed by the session's coordinator, or `undefined`. */
export async function recordSignatureProblem(
  envelope: Envelope,
  session: Session,
): Promise<string | undefined> {
  const named =
    envelope.type === MESSAGE_TYPES.record &&
    envelope.sender === COORDINATOR_SENDER &&
    equalBytes(envelope.session, session.digest);
  if (!named) return 'the envelope is not one of a record of this session';
  return (await isFromCoordinator(session, envelope))
    ? undefined
    : 'the coordinator’s signature over the record does not verify';
}

/**
 * Checks every client envelope, the commitments, and the quorum.
 *
 * @returns the decoded Commits, or `undefined` if they cannot be summed
 */
export async function checkEnvelopes(
  lines: ReportLines,
  setting: Setting,
  body: RecordBody,
  kernel: Kernel,
): Promise<Commits | undefined> {
  const failures = new Map<CheckName, string[]>();
  const listed = await openAll(setting, body.commits, 'commit', failures);
  const commits = listed.filter(isOpened);
  const confirms = (await openAll(setting, body.confirms, 'confirm', failures)).filter(isOpened);
  for (const check of ENVELOPE_CHECKS) {
    const found = failures.get(check) ?? [];
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
    lines.made(check, found.length > 0 ? `${found[0]}${more}` : undefined);
  }
  const complete =
    commits.length === body.commits.length && confirms.length === body.confirms.length;
  const distinct = isAscending(commits) && isAscending(confirms);
  lines.made('senders-distinct', distinct ? undefined : 'a client is listed twice or out of order');

  const root = includedRoot(
    commits.map(({ client, bytes }) => ({ client, commitDigest: envelopeDigest(bytes) })),
  );
  const included = commits.map(({ client }) => client);
  checkQuorum(lines, setting, { included, root, transcriptHash: body.transcriptHash }, confirms);
  // Pairs each Commit with the commitments at the same position, even if others could not be
  // opened.
  const bodies = listed.flatMap((commit, i) =>
    commit ? readCommit(setting.session, commit, body.commitments[i]) : [],
  );
  const points = bodies.map(({ commitments }) => commitments);
  const sound =
    points.length === commits.length &&
    points.every((rows) => isSized(setting.session, rows) && kernel.areOnCurve(rows));
  const decoded = lines.made(
    'commitments',
    body.commitments.length !== body.commits.length
      ? `${body.commitments.length} clients’ commitments are listed with ${body.commits.length} Commits`
      : sound
        ? undefined
        : 'a commitment is not a list of canonical points on the curve',
  );
  lines.made('commitment-fixed', fixedCommitmentProblem(setting.session, body.shared, bodies));
  return complete && decoded && points.length > 0
    ? { included, root, commitments: points, bodies }
    : undefined;
}

/**
 * Opens each envelope, keeping its position. A failure is recorded under the check that it fails.
 */
async function openAll(
  setting: Setting,
  list: readonly Uint8Array[],
  phase: MessageType,
  failures: Map<CheckName, string[]>,
): Promise<(Signed | undefined)[]> {
  const all = await Promise.all(
    list.map((bytes) => orReject(() => openSigned(setting, bytes, phase))),
  );
  return all.map((opened) => {
    if (!('kind' in opened)) return opened;
    failures.set(opened.code, [...(failures.get(opened.code) ?? []), opened.message]);
    return undefined;
  });
}

function isOpened(signed: Signed | undefined): signed is Signed {
  return signed !== undefined;
}

function checkQuorum(
  lines: ReportLines,
  { session }: Setting,
  agreed: { included: readonly ClientId[]; root: Uint8Array; transcriptHash: Uint8Array },
  confirms: readonly Signed[],
): void {
  const { included, root, transcriptHash } = agreed;
  const expected = toBytes(confirmCodec, { transcriptHash, root });
  const signers = new Set(
    confirms
      .filter((confirm) => included.includes(confirm.client) && equalBytes(confirm.body, expected))
      .map((confirm) => confirm.client),
  );
  const { threshold } = session.parameters;
  lines.made(
    'confirm-quorum',
    signers.size >= threshold
      ? undefined
      : `${signers.size} included clients signed this set, fewer than the threshold ${threshold}`,
  );
}

/**
 * A client's commitments as a list of one; empty if its body is malformed or no commitments are
 * listed for it.
 */
function readCommit(
  session: Session,
  { client, body }: Signed,
  commitments: Uint8Array | undefined,
): ReadCommit[] {
  if (commitments === undefined) return [];
  const codec = codecOf('commit', session);
  try {
    return [{ client, body: fromBytes(codec, body, codec.maxBytes, 'commit'), commitments }];
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}

function isSized({ commitmentBytes }: Session, commitments: Uint8Array): boolean {
  return commitments.length === commitmentBytes;
}

function isAscending(list: readonly Signed[]): boolean {
  return list.every((signed, i) => i === 0 || list[i - 1]!.client < signed.client);
}
