import type { Rejection } from '../session/outcome.ts';
import type { CommitContents, Committed } from './states.ts';
import { sortedByClient, type Submissions } from './submissions.ts';

/**
 * Has the scheme verify, in one batch when phase 2 closes, that payloads are the committed inputs, concealed. A client whose payload
 * is not is left out as if it had sent nothing, and counts as a dropout from then on.
 *
 * @returns a rejection for each client that is to be left out
 */
export async function unlinkedPayloads(
  contents: CommitContents,
  committed: Submissions<Committed>,
): Promise<readonly Rejection[]> {
  const waiting = sortedByClient(committed).flatMap(
    ([
      ,
      {
        signed,
        contents: { commitments, payload, payloadProof: proof },
      },
    ]) => (payload && proof ? [{ signed, commitments, payload, proof }] : []),
  );
  if (waiting.length === 0) return [];
  return (await contents.context.scheme.unlinkedPayloads?.(contents, waiting)) ?? [];
}
