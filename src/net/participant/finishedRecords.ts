import { equalBytes } from '../../crypto/tupleHash.ts';
import { readParameters } from '../../session/parameters.ts';
import { sessionOfRound } from '../../session/parts.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { type Finished, type Journal, JournalError } from './journal/journal.ts';
import { CoordinatorApi, type SessionGone } from './coordinatorApi.ts';
import type { FetchedRecord, Participation } from './participation.ts';
import { fetchRecord } from './fetchRecord.ts';
import { CoordinatorUnreachable } from './unreachable.ts';

/**
 * Fetches the record of an earlier participation in the requested task and round that ended before
 * its record was kept. If the coordinator does not provide the record, the journal keeps the
 * participation; the reason is returned only if this round was requested explicitly.
 *
 * @returns `undefined` if there is no such participation, or no record that could be fetched
 * @throws CoordinatorUnreachable if retries do not help; JournalError if an invitation in the
 *   journal is not that of its session
 */
export async function fetchFinished(
  options: Participation,
  journal: Journal,
): Promise<FetchedRecord | (SessionGone & { readonly receipt: Uint8Array }) | undefined> {
  const { server, fetch, now, signal } = options;
  const api = new CoordinatorApi({ server, fetch, now, signal });
  for (const finished of await journal.finished()) {
    const session = sessionOf(finished);
    const { task, round } = session.parameters;
    if (task !== options.task || round !== (options.round ?? round)) continue;
    const { receipt } = finished;
    await options.onReceipt?.(receipt);
    options.onPhase?.('record');
    const end = await fetchRecord(api, options, session, receipt).catch(
      (error: unknown): SessionGone | undefined => {
        // Permanent failure, for example because this coordinator does not know the session.
        if (error instanceof CoordinatorUnreachable && !error.passing) return undefined;
        throw error;
      },
    );
    if (end?.kind === 'published') return end;
    if (end && options.round !== undefined) return { ...end, receipt };
  }
  return undefined;
}

/**
 * The session of a finished participation. Its invitation was verified when the session was joined.
 */
function sessionOf({ session: digest, invitation }: Finished): Session {
  const { body } = openEnvelope(invitation, invitation.length);
  const session = sessionOfRound(sessionFrom(readParameters(body), body));
  if (!equalBytes(session.digest, digest)) {
    throw new JournalError(
      'the journal is damaged: a finished participation has the invitation of another session',
    );
  }
  return session;
}
