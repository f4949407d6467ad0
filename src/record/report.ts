import { CHECKS, type CheckName } from '../session/checks/table.ts';
import type { EnabledChecks } from '../session/checks/enabledChecks.ts';

/** What became of one check. */
export type Verdict = 'passed' | 'failed' | 'not-applicable';

/** One line of a report. */
export interface CheckLine {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** Why. */
  readonly detail: string;
}

/** Gathers the lines of a report: every check is in it once, whatever became of the others. */
export class ReportLines {
  readonly #checks: EnabledChecks;
  readonly #lines: CheckLine[] = [];

  constructor(checks: EnabledChecks) {
    this.#checks = checks;
  }

  /**
   * A check that was made; returns whether the verifier may rely on it.
   *
   * @param holds - what to say where it passed, if not what the check demands
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

  /** A check that has no object here, or that an earlier failure keeps from being made. */
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
