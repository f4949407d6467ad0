import { toHex } from '../../crypto/hex.ts';
import { maxRecordBytes } from '../../messages/bundle.ts';
import { recordPolicy } from '../../record/policy.ts';
import { verifyUnder } from '../../record/verify.ts';

import type { Session } from '../../session/session.ts';
import { PartialDownload } from './partialDownload.ts';
import type { CoordinatorApi, SessionGone } from './coordinatorApi.ts';
import { withRetry } from './withRetry.ts';
import type { FetchedRecord, Participation } from './participation.ts';

/**
 * Waits for a session's record and verifies it, including that it contains the participant's own
 * commitment.
 *
 * @param receipt - The Commit envelope that the participant sent.
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal`
 */
export async function fetchRecord(
  api: CoordinatorApi,
  options: Participation,
  session: Session,
  receipt: Uint8Array,
): Promise<FetchedRecord | SessionGone> {
  const digest = toHex(session.digest);
  const most = maxRecordBytes(session);
  const record = await download(options, most, (partial) => api.record(digest, partial));
  if ('kind' in record) return record;
  const { checks, policy, roster, kernel, checker, task } = options;
  // Without a round in the options, the record must be of the round that was joined.
  const { round = session.parameters.round } = options;
  const wanted = { ...recordPolicy(policy), roster, task, round, expectMine: receipt };
  const report = await verifyUnder(checks, record, wanted, kernel, { checker });
  return { kind: 'published', record, report, receipt };
}

/**
 * Repeats a request until it is answered. If a response breaks off, the next request asks for the
 * rest of it.
 *
 * @param mostBytes - Limit on the response, in bytes.
 * @param ask - Makes one request; resolves to `undefined` if there is nothing to fetch yet.
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal`
 */
export async function download<T>(
  { signal }: Pick<Participation, 'signal'>,
  mostBytes: number,
  ask: (partial: PartialDownload) => Promise<T | undefined>,
): Promise<T> {
  const partial = new PartialDownload(mostBytes);
  for (;;) {
    const answer = await withRetry(signal, () => ask(partial));
    if (answer !== undefined) return answer;
    signal?.throwIfAborted();
  }
}
