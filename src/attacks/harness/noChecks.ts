import { CHECK_NAMES } from '../../session/checks/table.ts';
import { EnabledChecks } from '../../session/checks/enabledChecks.ts';

/** No checks at all, for parties that deviate. */
export const NO_CHECKS: EnabledChecks = EnabledChecks.unsafeWithout(...CHECK_NAMES);
