import { codecOf, maxMessageBytes } from '../messages/table.ts';
import { equalBytes } from '../crypto/tupleHash.ts';

import type { ClientId } from '../session/party.ts';
import { commitmentDigest } from '../session/secrets.ts';
import type { Session } from '../session/session.ts';
import type { CommitBody } from '../messages/commit.ts';
import { fromBytes } from '../wire/codec.ts';
import { openEnvelope } from '../wire/envelope.ts';
import { WireError } from '../wire/errors.ts';
import { extendTranscript } from '../wire/transcript.ts';

/** The decoded Commit of an included client. */
export interface ReadCommit {
  readonly client: ClientId;
  readonly body: CommitBody;
  /** Its row commitments, as listed in the record. */
  readonly commitments: Uint8Array;
}

/**
 * Why the record does not show that every commitment was fixed before any was revealed, or
 * `undefined`.
 *
 * Every Commit body contains the transcript hash after `shared`, and that message contains the
 * digest of every client's commitments. An honest client reveals its commitments only after it has
 * received `shared`, so by then every client in the list had fixed its own. The clients' signatures
 * over the transcript hash authenticate the list.
 */
export function fixedCommitmentProblem(
  session: Session,
  shared: Uint8Array,
  commits: readonly ReadCommit[],
): string | undefined {
  const list = readShared(session, shared);
  if (list === undefined) return 'the list of commitment digests in the record cannot be read';
  for (const { client, body, commitments } of commits) {
    if (!equalBytes(body.transcriptHash, list.transcriptHash)) {
      return `client ${client} committed after a different list of digests than the one in the record`;
    }
    const digest = commitmentDigest(session.digest, client, commitments);
    const fixed = list.digests.get(client);
    if (fixed === undefined || !equalBytes(digest, fixed)) {
      return `the commitments of client ${client} are not those that it fixed before it knew the others’`;
    }
  }
  return undefined;
}

/**
 * The commitment digests in a `shared` envelope by client, and the transcript hash after it;
 * `undefined` if it is malformed.
 */
function readShared(
  session: Session,
  shared: Uint8Array,
): { transcriptHash: Uint8Array; digests: ReadonlyMap<number, Uint8Array> } | undefined {
  const limit = maxMessageBytes(session, 'shared');
  try {
    const { body } = openEnvelope(shared, limit);
    const { transcriptHash, envelopes } = fromBytes(
      codecOf('shared', session),
      body,
      limit,
      'shared',
    );
    const codec = codecOf('share', session);
    const digests = envelopes.map((bytes) => {
      const share = openEnvelope(bytes, bytes.length);
      const { commitmentDigest: digest } = fromBytes(codec, share.body, codec.maxBytes, 'share');
      return [share.sender, digest] as const;
    });
    return { transcriptHash: extendTranscript(transcriptHash, shared), digests: new Map(digests) };
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
