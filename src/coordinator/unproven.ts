import { type RangeVerifier, verdictsOf } from '../proofs/system.ts';
import type { Rejection } from '../session/outcome.ts';
import type { ClientId } from '../session/party.ts';
import { claimOf } from '../session/proofClaim.ts';
import type { CoordinatorContext } from './context.ts';
import { sortedByClient, type Submissions } from './submissions.ts';
import type { CommitContents, Committed } from './states.ts';
import { envelopeIn } from '../messages/collected.ts';
import { concatBytes } from '@noble/hashes/utils.js';

/**
 * Verifies the range proofs of all clients that committed, in one batch when phase 2 closes. A
 * batch costs far less than one verification for each client. A client whose proofs fail is left
 * out as if it had sent nothing, and counts as a dropout from then on; its payload is not in the
 * total. As the client signed the digest of its proofs, its envelope with the proofs is evidence.
 *
 * @returns a rejection for each client that is to be left out
 */
export async function unprovenInputs(
  contents: CommitContents,
  committed: Submissions<Committed>,
): Promise<readonly Rejection[]> {
  const waiting = sortedByClient(committed).map(([client, { contents, signed }]) => ({
    client,
    contents,
    signed,
  }));
  const problems = await problemsOf(contents.context, waiting);
  return waiting.flatMap(({ client, contents: read, signed }, i): Rejection[] => {
    const problem = problems[i];
    if (problem === undefined) return [];
    const message = `client ${client} is left out, as it did not prove that its input is within the bounds: ${problem}`;
    const evidence = [signed.bytes, envelopeIn(contents, 'shared', client)];
    const attachment = concatBytes(read.commitments, read.proofs);
    return [{ kind: 'rejection', code: 'proof', message, culprit: client, evidence, attachment }];
  });
}

/** The problem with each client's proofs, or `undefined` if they are valid. */
async function problemsOf(
  { session, checks, checker, work }: CoordinatorContext,
  clients: readonly { readonly client: ClientId; readonly contents: Committed }[],
): Promise<readonly (string | undefined)[]> {
  // While the check is off, every client passes.
  const none = session.parameters.proofs.system === 'none';
  if (none || clients.length === 0 || !checks.isOn('proof')) return clients.map(() => undefined);
  const sized = clients.filter(({ contents }) => contents.proofs.length === session.proofBytes);
  const claims = sized.map(({ client, contents: { commitments, proofs } }) => ({
    ...claimOf(session, client, commitments),
    proof: proofs,
  }));
  const verdicts = await verdictsOf(checker as RangeVerifier, claims, work);
  const found = new Map(sized.map(({ client }, i) => [client, verdicts[i]]));
  return clients.map(({ client, contents: { proofs } }) =>
    found.has(client)
      ? found.get(client)
      : `its proofs have ${proofs.length} bytes instead of ${session.proofBytes}`,
  );
}
