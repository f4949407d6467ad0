import { equalBytes } from '../crypto/tupleHash.ts';
import type { NumberedCheck } from '../session/checks/table.ts';
import { coordinatorOnRosterProblem, parameterProblems } from '../session/session.ts';
import { demandsProofs, proofPolicyProblem } from '../session/proofPolicy.ts';
import type { OpenedRecord } from './record.ts';
import type { ReportLines } from './report.ts';
import type { VerifierPolicy } from './policy.ts';

/**
 * Checks parameters, thresholds and roster. Returns whether the parameters are valid, so that sums
 * can be computed.
 */
export function checkSession(lines: ReportLines, { session, roster }: OpenedRecord): boolean {
  const { parameters } = session;
  const problems = parameterProblems(parameters, session.scheme);
  const sound = lines.made('parameters', problems.length > 0 ? problems.join('; ') : undefined);
  lines.made('thresholds-safe', session.scheme.thresholdSafetyProblem(parameters));
  lines.made('thresholds-live', session.scheme.livenessProblem(parameters));
  const sameRoster =
    roster.size === parameters.clients && equalBytes(roster.digest, parameters.rosterDigest);
  lines.made(
    'roster-entries',
    sameRoster
      ? coordinatorOnRosterProblem(parameters, roster)
      : 'the roster in the record is not the one that the session names',
  );
  return sound;
}

/**
 * Checks the record against the policy. A requirement that the policy lacks is reported as not
 * applicable.
 */
export function checkPolicy(
  lines: ReportLines,
  { session, roster, body }: OpenedRecord,
  policy: VerifierPolicy,
): void {
  const { coordinatorKey, maxCorrupt, task, round, modelDigest } = session.parameters;
  const { proofs = {} } = policy;
  const included = body.commits.length;
  lines.made(
    'policy-roster',
    equalBytes(roster.digest, policy.rosterDigest)
      ? undefined
      : 'the record has another roster than the pinned one',
  );
  const asked = (
    check: NumberedCheck,
    wanted: unknown,
    none: string,
    holds: boolean,
    problem: string,
  ): void => {
    if (wanted === undefined) lines.skipped(check, none);
    else lines.made(check, holds ? undefined : problem);
  };
  asked(
    'policy-coordinator',
    policy.coordinatorKey,
    'no coordinator key was pinned',
    policy.coordinatorKey !== undefined && equalBytes(coordinatorKey, policy.coordinatorKey),
    'the record is by another coordinator than the pinned one',
  );
  asked(
    'policy-task',
    policy.task ?? policy.round,
    'no task or round was asked for: an older record would pass as well',
    task === (policy.task ?? task) && round === (policy.round ?? round),
    `the record is of round ${round} of ${JSON.stringify(task)}`,
  );
  asked(
    'policy-model',
    policy.modelDigest,
    'no model was asked for',
    policy.modelDigest !== undefined && equalBytes(modelDigest, policy.modelDigest),
    'the inputs were computed from another model',
  );
  checkClients(lines, roster.size, included, policy);
  asked(
    'policy-corrupt',
    policy.maxCorrupt,
    'no number of corrupt clients was asked for',
    maxCorrupt >= (policy.maxCorrupt ?? 0),
    `the thresholds tolerate ${maxCorrupt} corrupt clients, fewer than ${policy.maxCorrupt}`,
  );
  const weak = proofPolicyProblem(proofs, session);
  asked(
    'policy-proofs',
    demandsProofs(proofs) ? proofs : undefined,
    'no proofs were asked for',
    weak === undefined,
    weak ?? '',
  );
}

/** Checks the number of clients on the roster, and the number of inputs in the sum. */
function checkClients(
  lines: ReportLines,
  clients: number,
  included: number,
  { minRosterSize, minClients }: VerifierPolicy,
): void {
  const asked = [
    { least: minRosterSize, found: clients, is: `the session is over ${clients} clients` },
    { least: minClients, found: included, is: `the sum covers ${included} inputs` },
  ].filter(({ least }) => least !== undefined);
  if (asked.length === 0) {
    lines.skipped('policy-clients', 'no least number of clients was asked for');
    return;
  }
  const short = asked.filter(({ least, found }) => !(found >= least!));
  lines.made(
    'policy-clients',
    short.length === 0
      ? undefined
      : short.map(({ is, least }) => `${is}, fewer than ${least}`).join('; '),
    asked.map(({ is, least }) => `${is}, and at least ${least} were asked for`).join('; '),
  );
}
