import { type Argument, having } from '../../usage/arguments.ts';
import { checkNumber, type NumberedCheck } from '../../session/checks/table.ts';
import { verifierPolicy } from '../arguments.ts';
import type { VerifierPolicy } from '../policy.ts';
import type { Report } from '../verify.ts';
import { FAILURE_MEANINGS } from './failureMeanings.ts';
import { type OpenPoint, openPoints, requirements } from './requirements.ts';

/** A check that failed. */
export interface FailedCheck {
  readonly check: NumberedCheck;
  /** Its number in the specification, such as `V09`. */
  readonly number: string;
  /** What was found, as in the report. */
  readonly detail: string;
  /** What that means for somebody who wants to use the sum, in one or two sentences. */
  readonly meaning: string;
}

/** A report in words, for people who need not know the protocol. */
export interface Explanation {
  /** `VERIFIED` or `NOT VERIFIED`, and what that means, in one line. */
  readonly verdict: string;
  /** The checks that failed, in the order of the report. */
  readonly failed: readonly FailedCheck[];
  /** What the policy required of the record, one phrase for each requirement. */
  readonly required: readonly string[];
  /** What the policy left open, with what that permits. */
  readonly open: readonly OpenPoint[];
}

const reportArgument: Argument<Report> = having<Report>(
  'a report: the result of verifyAggregate',
  [],
  ({ checks, session }) => Array.isArray(checks) && typeof session === 'object',
);

/** Checks that compare the record with what its verifier asked for. */
const OWN_WISHES = /^(?:policy-|mine$)/;

/** Number of failed checks that a verdict names. */
const MOST_NAMED = 3;

/**
 * Explains a report: what the verdict says, what each failed check means, what was required, and
 * what was not.
 *
 * @param report - the result of `verifyAggregate`
 * @param policy - the policy that it was verified under
 * @throws UsageError `wrong-input` if an argument is not what it should be
 *
 * @example
 * ```ts
 * const policy = { rosterDigest: roster.digest };
 * const report = await verifyAggregate(record, policy, await defaultKernel());
 * console.log(explainReport(report, policy).verdict);
 * ```
 */
export function explainReport(report: Report, policy: VerifierPolicy): Explanation {
  return explanation(reportArgument(report, 'report'), verifierPolicy(policy, 'policy'));
}

function explanation(report: Report, policy: VerifierPolicy): Explanation {
  const failed = report.checks
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ check, detail }) => ({
      check,
      number: checkNumber(check)!,
      detail,
      meaning: FAILURE_MEANINGS[check],
    }));
  return {
    verdict: report.valid ? validText(report) : invalidText(report, failed),
    failed,
    required: requirements(policy),
    open: openPoints(policy),
  };
}

function validText({ inputs, session }: Report): string {
  return `VERIFIED: this is the ${summedAs(session)} of the inputs of exactly ${inputs} clients, all on the roster that you trust`;
}

function invalidText({ checks }: Report, failed: readonly FailedCheck[]): string {
  const why = failed.every(({ check }) => OWN_WISHES.test(check))
    ? 'the record contradicts nothing in itself, but it is not what you require'
    : 'the record does not prove its sum';
  const names = failed.slice(0, MOST_NAMED).map(({ check }) => check);
  const more = failed.length > MOST_NAMED ? ', …' : '';
  return `NOT VERIFIED: do not use this sum; ${why} (${failed.length} of ${checks.length} checks failed: ${names.join(', ')}${more})`;
}

/** What the values of a session are. */
function summedAs({ parameters: { encoding } }: Report['session']): string {
  if (encoding.kind === 'weighted-mean') return 'weighted mean';
  return encoding.kind === 'fixed-point' ? encoding.average : 'sum';
}
