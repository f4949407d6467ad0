import { openInvitation } from '../../client/invitation.ts';
import { fromHex } from '../../crypto/hex.ts';
import { maxRecordBytes } from '../../messages/bundle.ts';
import { recordPolicy } from '../../record/policy.ts';
import { verifyUnder } from '../../record/verify.ts';
import type { Policy } from '../../session/policy.ts';
import type { TensorLayout } from '../../session/layout/index.ts';
import type { Session } from '../../session/session.ts';
import { CoordinatorApi } from '../participant/coordinatorApi.ts';
import { download } from '../participant/fetchRecord.ts';
import { withRetry } from '../participant/withRetry.ts';
import { EndedError } from './endedError.ts';
import { InvalidRecord } from './invalidRecord.ts';
import { sumResult } from './sumResult.ts';
import type { Answer, Work } from './work.ts';

/** The rounds before one, and which sum the client has already. */
interface Before {
  readonly session: Session;
  readonly have?: number | undefined;
  /** The client's tensors, if it has said what they are. */
  readonly layout?: TensorLayout | undefined;
}

/**
 * The sum of the last round before a session that was published, from its record and verified under the participant's policy;
 * nothing if there is none, or the client has it.
 *
 * @throws InvalidRecord
 */
export async function lastSum(
  { party, signal }: Work,
  { session: { parameters }, have, layout }: Before,
  policy: Policy,
): Promise<Answer | undefined> {
  const { server, fetch, now, checks, kernel, roster, checker } = party;
  const api = new CoordinatorApi({ server, fetch, now, signal });
  const { task } = parameters;
  const sessions = await withRetry(signal, () => api.sessions());
  const [last] = sessions
    .filter((other) => other.task === task && other.round < parameters.round)
    .filter((other) => other.state === 'published')
    .sort((a, b) => b.round - a.round);
  if (!last || last.round === have) return undefined;
  const invitation = await withRetry(signal, () => api.invitation(last.digest));
  const invited = { invitation, sessionDigest: fromHex(last.digest) };
  const most = maxRecordBytes(await openInvitation(checks, invited));
  const record = await download({ signal }, most, (partial) => api.record(last.digest, partial));
  if ('kind' in record) throw new EndedError(record.code, record.message);
  // Its inputs were computed from an earlier model than those of the round to come.
  const required = recordPolicy({ ...policy, modelDigest: undefined });
  const wanted = { ...required, roster, task, round: last.round };
  const report = await verifyUnder(checks, record, wanted, kernel, { checker });
  if (!report.valid) throw new InvalidRecord(report, record);
  const { result, values } = await sumResult(report, record, layout);
  return { result, frames: [values, { name: 'record', content: record }] };
}
