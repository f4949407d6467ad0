import { acceptableSession, openInvitation } from '../../client/invitation.ts';
import { fromHex } from '../../crypto/hex.ts';
import type { Policy } from '../../session/policy.ts';
import { layoutDigest } from '../../session/layout/index.ts';
import type { Session } from '../../session/session.ts';
import { tightenedPolicy } from '../../session/tightenedPolicy.ts';
import { CoordinatorApi } from '../participant/coordinatorApi.ts';
import { findSession } from '../participant/findSession.ts';
import { withRetry } from '../participant/withRetry.ts';
import { EndedError } from './endedError.ts';
import { lastSum } from './lastSum.ts';
import type { FollowRequest, OpenRequest } from './requests.ts';
import { sessionResult } from './sessionResult.ts';
import { interruptedIn } from './interrupted.ts';
import type { Answer, Work } from './work.ts';

/** Which session is looked for, and what it must satisfy. */
interface Wanted {
  readonly task: string;
  readonly round?: number | undefined;
  readonly after?: number | undefined;
  readonly policy: Policy;
}

/** Finds a session and remembers it as open. Nothing is claimed or sent. */
export async function open(work: Work, request: OpenRequest): Promise<Answer> {
  const { task, round } = request;
  const policy = policyFor(work, request);
  const { session, resuming } = await opened(work, { task, round, policy });
  return { result: { ...sessionResult(session), resuming } };
}

/** The same for the next round, with the sum of the last one. */
export async function follow(work: Work, request: FollowRequest): Promise<Answer> {
  const { task, after, have } = request;
  const policy = policyFor(work, request);
  const { session, resuming } = await opened(work, { task, after, policy });
  const last = await lastSum(work, { session, have, layout: request.layout }, policy);
  const result = { ...sessionResult(session), resuming, last: last?.result };
  return { result, frames: last?.frames ?? [] };
}

function policyFor(
  { party }: Work,
  { require, layout }: Pick<OpenRequest, 'require' | 'layout'>,
): Policy {
  const added = { ...require, ...(layout && { layoutDigest: layoutDigest(layout) }) };
  return tightenedPolicy(party.checks, party.policy, added);
}

async function opened(
  { party, sessions, signal, tell }: Work,
  wanted: Wanted,
): Promise<{ readonly session: Session; readonly resuming: boolean }> {
  const { policy, ...sought } = wanted;
  const earlier = await interruptedIn(party, sought);
  const invited = earlier ?? (await found());
  const { task, round } = { ...wanted, ...invited.asked };
  const { roster, checks } = party;
  // Where the client has not said yet what its tensors are, `aggregate` will require their layout.
  const named = (await openInvitation(checks, invited)).parameters.layoutDigest;
  const known = { ...policy, layoutDigest: policy.layoutDigest ?? named };
  const session = await acceptableSession(checks, invited, { roster, policy: known, task, round });
  sessions.add({ session, policy });
  return { session, resuming: earlier !== undefined };

  async function found(): Promise<{
    readonly invitation: { readonly envelope: Uint8Array };
    readonly sessionDigest: Uint8Array;
    readonly asked: { readonly round: number };
  }> {
    const { server, fetch, now } = party;
    const api = new CoordinatorApi({ server, fetch, now, signal });
    const listed = await findSession(
      api,
      sought,
      (status) => {
        tell({ event: 'search', status });
      },
      signal,
    );
    if ('kind' in listed) throw new EndedError(listed.code, listed.message);
    const invitation = await withRetry(signal, () => api.invitation(listed.digest));
    return { invitation, sessionDigest: fromHex(listed.digest)!, asked: { round: listed.round } };
  }
}
