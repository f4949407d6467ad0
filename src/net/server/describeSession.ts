import { toHex } from '../../crypto/hex.ts';
import { partyName } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import type { SessionJson } from '../wire/sessionJson.ts';
import { provenFindings } from './findings.ts';

/** A session for programs to read. */
export function describeSession({ id, session, view }: HostedSession): SessionJson {
  const { parameters } = session;
  const { end } = view;
  return {
    digest: id,
    task: parameters.task,
    round: parameters.round,
    clients: parameters.clients,
    threshold: parameters.threshold,
    length: parameters.length,
    bound: parameters.bound,
    rosterDigest: toHex(parameters.rosterDigest),
    coordinatorKey: toHex(parameters.coordinatorKey),
    state: end?.kind ?? view.phase,
    deadline: end ? undefined : view.deadline,
    phases: view.phases,
    rejections: view.rejectedMessages,
    rejectionCodes: countOf(view.rejections.map(({ code }) => code)),
    evidence: provenFindings(view).map(({ code, culprit }) => ({
      code,
      culprit: partyName(culprit),
    })),
    abort:
      end?.kind === 'aborted'
        ? {
            code: end.code,
            message: end.message,
            culprit: end.culprit === undefined ? undefined : partyName(end.culprit),
          }
        : undefined,
  };
}

function countOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
