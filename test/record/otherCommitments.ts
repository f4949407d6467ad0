/** Records over other commitments than those that they were published with. */
import { confirmCodec, includedRoot } from '../../src/messages/confirm.ts';
import { codecOf } from '../../src/messages/table.ts';
import type { RecordBody } from '../../src/record/record.ts';
import type { ClientId } from '../../src/session/party.ts';
import { commitmentDigest } from '../../src/session/secrets.ts';
import { toBytes } from '../../src/wire/codec.ts';
import { envelopeDigest, openEnvelope, sealEnvelope } from '../../src/wire/envelope.ts';
import { extendTranscript } from '../../src/wire/transcript.ts';
import type { TestSession } from '../support/federation.ts';
import { bodyOf, resigned, retold } from '../support/forgery.ts';

type Changes = Pick<RecordBody, 'shared' | 'commits' | 'commitments' | 'confirms'>;

/**
 * What a record had held if its clients had fixed, and sent, other commitments, and all had signed whatever follows: in a record of a
 * session in which all clients were included.
 */
export function withFixed(
  { session, identities }: TestSession,
  body: RecordBody,
  change: (commitments: Uint8Array, client: number) => Uint8Array,
): Changes {
  const commitments = body.commitments.map(change);
  const shared = relisted({ session, identities }, body, (bytes, client) =>
    refixed({ session, identities }, bytes, client, commitments[client]!),
  );
  return { ...following({ session, identities }, body, shared), commitments };
}

/** A client's Share with the digest of other commitments, signed by it. */
export function refixed(
  { session, identities }: Pick<TestSession, 'session' | 'identities'>,
  envelope: Uint8Array,
  client: number,
  commitments: Uint8Array,
): Uint8Array {
  const digest = commitmentDigest(session.digest, client as ClientId, commitments);
  const codec = codecOf('share', session);
  return resigned(session, identities[client]!, codec, { envelope }, (share) => ({
    ...share,
    commitmentDigest: digest,
  })).envelope;
}

/** The list of Shares with each of them changed, signed by the coordinator. */
export function relisted(
  { session }: Pick<TestSession, 'session' | 'identities'>,
  { shared }: RecordBody,
  change: (envelope: Uint8Array, client: number) => Uint8Array,
): Uint8Array {
  return retold(session, 'shared', codecOf('shared', session), { envelope: shared }, (list) => ({
    ...list,
    envelopes: list.envelopes.map((bytes) =>
      change(bytes, openEnvelope(bytes, bytes.length).sender),
    ),
  })).envelope;
}

/** Commits of all clients that follow on another list of Shares, and a quorum that signed them. */
function following(
  { session, identities }: Pick<TestSession, 'session' | 'identities'>,
  body: RecordBody,
  shared: Uint8Array,
): Pick<RecordBody, 'shared' | 'commits' | 'confirms'> {
  const before = bodyOf(codecOf('shared', session), { envelope: shared }).transcriptHash;
  const transcriptHash = extendTranscript(before, shared);
  const codec = codecOf('commit', session);
  const commits = body.commits.map(
    (envelope, client) =>
      resigned(session, identities[client]!, codec, { envelope }, (commit) => ({
        ...commit,
        transcriptHash,
      })).envelope,
  );
  const entries = commits.map((bytes, client) => ({ client, commitDigest: envelopeDigest(bytes) }));
  const agreed = toBytes(confirmCodec, {
    transcriptHash: body.transcriptHash,
    root: includedRoot(entries),
  });
  const confirms = identities.map((identity, client) =>
    sealEnvelope(identity, session.digest, 'confirm', client, agreed),
  );
  return { shared, commits, confirms };
}
