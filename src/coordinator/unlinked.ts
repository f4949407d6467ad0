import type { Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import type { CommitContents } from './states.ts';
import { sortedByClient } from './submissions.ts';

/**
 * Has the scheme verify, in one batch when phase 2 closes, that payloads are the committed inputs, concealed. A client whose payload
 * is not is excluded as if it had sent nothing, and counts as a dropout from then on.
 *
 * @param contents - its submissions are updated in place
 * @returns a rejection for each excluded client
 */
export async function excludeUnlinked(contents: CommitContents): Promise<readonly Rejection[]> {
  const { context, submissions } = contents;
  const waiting = sortedByClient(submissions).flatMap(
    ([
      ,
      {
        signed,
        contents: { commitments, payload, payloadProof: proof },
      },
    ]) => (payload && proof ? [{ signed, commitments, payload, proof }] : []),
  );
  if (waiting.length === 0) return [];
  const unlinked = (await context.scheme.unlinkedPayloads?.(contents, waiting)) ?? [];
  for (const { culprit } of unlinked) submissions.delete(culprit as ClientId);
  return unlinked;
}
