import type { Rejection } from '../session/outcome.ts';
import { concealedAgain } from './payloads.ts';
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
  const { scheme } = contents.context;
  if (!scheme.unlinkedPayloads || committed.size === 0) return [];
  const payloads = sortedByClient(committed).map(([client, accepted]) => ({
    signed: accepted.signed,
    commitments: accepted.contents.commitments,
    read: accepted.contents.read,
    concealed: () => concealedAgain(contents, client, accepted),
  }));
  return scheme.unlinkedPayloads(contents, payloads);
}
