import { toHex } from '../../crypto/hex.ts';
import type { Finding } from '../../session/checks/enabledChecks.ts';
import type { CheckName } from '../../session/checks/table.ts';
import { partyName } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import type { SessionView } from '../service/sessionView.ts';
import type { SessionJson } from '../wire/sessionJson.ts';

/** Describes a session's public state. */
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
    parts: view.parts === 1 ? undefined : view.parts,
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

/** How often each code occurs. */
function countOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** A failed check whose culprit can be proved by evidence. */
export type ProvenFinding = Finding & {
  readonly code: CheckName;
  readonly culprit: NonNullable<Finding['culprit']>;
};

/**
 * The findings of a session that come with evidence: its abort first, then its rejections in order.
 * An index into this list names a file of evidence.
 */
export function provenFindings({ end, rejections }: SessionView): readonly ProvenFinding[] {
  const findings = end?.kind === 'aborted' ? [end, ...rejections] : rejections;
  return findings.filter(
    (finding): finding is typeof finding & ProvenFinding =>
      finding.culprit !== undefined && (finding.evidence?.length ?? 0) > 0,
  );
}
