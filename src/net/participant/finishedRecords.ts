import { equalBytes } from '../../crypto/tupleHash.ts';
import { readParameters } from '../../session/parameters.ts';
import { type Session, sessionFrom } from '../../session/session.ts';
import { openEnvelope } from '../../wire/envelope.ts';
import { type Finished, type Journal, JournalError } from './journal/journal.ts';
import { CoordinatorApi, type SessionGone } from './coordinatorApi.ts';
import type { FetchedRecord, Participation } from './participation.ts';
import { fetchRecord } from './fetchRecord.ts';
import { CoordinatorUnreachable } from './unreachable.ts';

/**
 * The record of a participation that has ended without its record being kept, of the task and the round that are asked for. One
 * that the coordinator does not give stays noted; where its very round is asked for, that is the answer.
 *
 * @throws CoordinatorUnreachable; JournalError where what was noted is not of the session that it names
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
        // A coordinator that does not know the session any more.
        if (error instanceof CoordinatorUnreachable && !error.passing) return undefined;
        throw error;
      },
    );
    if (end?.kind === 'published') return end;
    if (end && options.round !== undefined) return { ...end, receipt };
  }
  return undefined;
}

function sessionOf({ session: digest, invitation }: Finished): Session {
  const { body } = openEnvelope(invitation, invitation.length);
  const session = sessionFrom(readParameters(body), body);
  if (!equalBytes(session.digest, digest)) {
    throw new JournalError('a participation that has ended is noted with another invitation');
  }
  return session;
}
