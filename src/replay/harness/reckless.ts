import { CHECK_NAMES } from '../../session/checks.ts';
import { Defences } from '../../session/defences.ts';

/** The checks of a party that wants no attack stopped: none. */
export const RECKLESS: Defences = Defences.unsafeWithout(...CHECK_NAMES);
