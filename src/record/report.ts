import { CHECKS, type NumberedCheck } from '../session/checks/table.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';

/** Outcome of one check; `not-applicable` also means that an earlier failure prevented it. */
export type Verdict = 'passed' | 'failed' | 'not-applicable';

/** One line of a report. */
export interface CheckLine {
  readonly check: NumberedCheck;
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly detail: string;
}

/** Collects the lines of a report, which contains every check once, whatever the outcomes. */
export class ReportLines {
  readonly #checks: EnabledChecks;
  readonly #lines: CheckLine[] = [];

  constructor(checks: EnabledChecks) {
    this.#checks = checks;
  }

  /**
   * Adds a check that was made.
   *
   * @param problem - what is wrong, or `undefined` if the check passed
   * @param holds - detail of a passed check; default: the check's own text
   * @returns whether it passed, or is off
   */
  made(check: NumberedCheck, problem: string | undefined, holds?: string): boolean {
    const passed = problem === undefined || !this.#checks.isOn(check);
    this.#lines.push({
      check,
      verdict: passed ? 'passed' : 'failed',
      detail: passed ? (holds ?? CHECKS[check].demands) : problem,
    });
    return passed;
  }

  /** Adds a check that does not apply, or that an earlier failure prevents. */
  skipped(check: NumberedCheck, why: string): void {
    this.#lines.push({ check, verdict: 'not-applicable', detail: why });
  }

  get lines(): readonly CheckLine[] {
    return this.#lines;
  }

  get allPassed(): boolean {
    return this.#lines.every((line) => line.verdict !== 'failed');
  }
}
