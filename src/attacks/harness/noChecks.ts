import { CHECK_NAMES } from '../../session/checks/table.ts';
import { EnabledChecks } from '../../session/checks/enabledChecks.ts';

/** The checks of a party that wants no attack stopped: none. */
export const NO_CHECKS: EnabledChecks = EnabledChecks.unsafeWithout(...CHECK_NAMES);
