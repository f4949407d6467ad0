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

/** An included client and its commitments. */
export interface ReadCommit {
  readonly client: ClientId;
  readonly body: CommitBody;
  /** Its row commitments, as the record lists them. */
  readonly commitments: Uint8Array;
}

/**
 * Why it is not certain that every commitment was fixed before any was known, or `undefined`.
 *
 * Every Commit body names the transcript hash that ends with the `shared` message, and that message holds everyone's digest.
 * An honest client sends its commitments only after it has seen that message, so each client in the list with a digest had
 * fixed its own commitments by then. The clients' own signatures over the transcript hash vouch for the list.
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

/** The digests in a `shared` message, by client, and the transcript hash that it ends. */
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
