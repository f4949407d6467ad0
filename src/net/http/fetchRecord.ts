import { toHex } from '../../crypto/hex.ts';
import { recordPolicy } from '../../record/policy.ts';
import { verifyUnder } from '../../record/verify.ts';
import { maxMessageBytes } from '../../session/messageSizes.ts';
import type { Session } from '../../session/session.ts';
import { Arriving } from './arriving.ts';
import type { CoordinatorApi, Gone } from './coordinatorApi.ts';
import { persist } from './persist.ts';
import type { FetchedRecord } from './fetchedRecord.ts';
import type { Participation } from './participation.ts';

/**
 * Waits for a session's record, and checks it with the participant's own commitment.
 *
 * @param receipt - the Commit envelope that the participant sent
 */
export async function fetchRecord(
  api: CoordinatorApi,
  options: Participation,
  session: Session,
  receipt: Uint8Array,
): Promise<FetchedRecord | Gone> {
  const digest = toHex(session.digest);
  const most = maxMessageBytes(session, 'record');
  const record = await download(options, most, (arriving) => api.record(digest, arriving));
  if ('kind' in record) return record;
  const { defences, policy, roster, kernel, checker, task } = options;
  // The round that was joined, where any would have done.
  const { round = session.parameters.round } = options;
  const wanted = { ...recordPolicy(policy), roster, task, round, expectMine: receipt };
  const report = await verifyUnder(defences, record, wanted, kernel, { checker });
  return { kind: 'published', record, report, receipt };
}

/**
 * Asks until there is an answer; where one breaks off, for the rest of it.
 *
 * @param mostBytes - of what is asked for
 */
export async function download<T>(
  { signal }: Pick<Participation, 'signal'>,
  mostBytes: number,
  ask: (arriving: Arriving) => Promise<T | undefined>,
): Promise<T> {
  const arriving = new Arriving(mostBytes);
  for (;;) {
    const answer = await persist(signal, () => ask(arriving));
    if (answer !== undefined) return answer;
    signal?.throwIfAborted();
  }
}
