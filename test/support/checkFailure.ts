import { CheckFailure, type Finding } from '../../src/session/checks/enabledChecks.ts';
import type { CheckName } from '../../src/session/checks/table.ts';

/** The check that something fails, and what it finds; `undefined` where it goes through. Other errors are thrown on. */
export async function failureOf(
  work: () => unknown,
): Promise<{ readonly check: CheckName; readonly finding: Finding } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const { check, finding } = error;
    return { check, finding };
  }
}
