import { CHECKS, type CheckName } from '../session/checks/table.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';

/** The outcome of one check. */
export type Verdict = 'passed' | 'failed' | 'not-applicable';

/** One line of a report. */
export interface CheckLine {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** Why. */
  readonly detail: string;
}

/**
 * Collects the lines of a report: it contains every check once, whatever the outcome of the others.
 */
export class ReportLines {
  readonly #checks: EnabledChecks;
  readonly #lines: CheckLine[] = [];

  constructor(checks: EnabledChecks) {
    this.#checks = checks;
  }

  /**
   * A check that was made; returns whether the verifier may rely on it.
   *
   * @param holds - what to say if it passed, instead of the check's text
   */
  made(check: CheckName, problem: string | undefined, holds?: string): boolean {
    const passed = problem === undefined || !this.#checks.isOn(check);
    this.#lines.push({
      check,
      verdict: passed ? 'passed' : 'failed',
      detail: passed ? (holds ?? CHECKS[check].demands) : problem,
    });
    return passed;
  }

  /** A check that does not apply, or that an earlier failure prevents. */
  skipped(check: CheckName, why: string): void {
    this.#lines.push({ check, verdict: 'not-applicable', detail: why });
  }

  get lines(): readonly CheckLine[] {
    return this.#lines;
  }

  get allPassed(): boolean {
    return this.#lines.every((line) => line.verdict !== 'failed');
  }
}
