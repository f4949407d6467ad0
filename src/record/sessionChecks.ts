import { equalBytes } from '../crypto/tupleHash.ts';
import { parameterProblems } from '../session/session.ts';
import { notLiveBecause, unsafeBecause } from '../session/thresholds.ts';
import type { OpenedRecord } from './record.ts';
import type { ReportLines } from './report.ts';
import type { VerifierPolicy } from './policy.ts';

/** Checks that the session could be trusted by those who took part; returns whether sums can be computed in it. */
export function checkSession(lines: ReportLines, { session, roster }: OpenedRecord): boolean {
  const { parameters } = session;
  const problems = parameterProblems(parameters);
  const sound = lines.made('parameters', problems.length > 0 ? problems.join('; ') : undefined);
  lines.made('thresholds-safe', unsafeBecause(parameters));
  lines.made('thresholds-live', notLiveBecause(parameters));
  const sameRoster =
    roster.size === parameters.clients && equalBytes(roster.digest, parameters.rosterDigest);
  lines.made(
    'roster-entries',
    sameRoster ? undefined : 'the roster in the record is not the one that the session names',
  );
  return sound;
}

/** Checks the record against what the verifier demands. */
export function checkPolicy(
  lines: ReportLines,
  { session, roster, body }: OpenedRecord,
  policy: VerifierPolicy,
): void {
  const { coordinatorKey, maxCorrupt } = session.parameters;
  lines.made(
    'policy-roster',
    equalBytes(roster.digest, policy.rosterDigest)
      ? undefined
      : 'the record is over another roster than the pinned one',
  );
  if (policy.coordinatorKey === undefined) {
    lines.skipped('policy-coordinator', 'no coordinator key was pinned');
  } else {
    const same = equalBytes(coordinatorKey, policy.coordinatorKey);
    lines.made(
      'policy-coordinator',
      same ? undefined : 'the record is another coordinator’s than the pinned one',
    );
  }
  const { minClients, maxCorrupt: wanted } = policy;
  if (minClients === undefined) {
    lines.skipped('policy-clients', 'no least number of clients was asked for');
  } else {
    const included = body.commits.length;
    lines.made(
      'policy-clients',
      included >= minClients
        ? undefined
        : `the sum covers ${included} inputs, fewer than ${minClients}`,
    );
  }
  if (wanted === undefined) {
    lines.skipped('policy-corrupt', 'no number of corrupt clients was asked for');
  } else {
    lines.made(
      'policy-corrupt',
      maxCorrupt >= wanted
        ? undefined
        : `the thresholds survive ${maxCorrupt} corrupt clients, fewer than ${wanted}`,
    );
  }
}
