import type { CheckName } from './table.ts';

/** The verifier's checks in the order of the specification, which is that of a report. */
const NUMBERED: readonly CheckName[] = [
  'parameters',
  'thresholds-safe',
  'thresholds-live',
  'roster-entries',
  'policy-roster',
  'policy-coordinator',
  'policy-task',
  'policy-model',
  'policy-clients',
  'policy-corrupt',
  'policy-proofs',
  'coordinator-signature',
  'well-formed',
  'session-bound',
  'phase-bound',
  'client-signature',
  'senders-distinct',
  'confirm-quorum',
  'commitments',
  'commitment-fixed',
  'mine',
  'sum-range',
  'opening',
  'proof-setup',
  'proof',
  'policy-bound',
  'policy-encoding',
  'policy-shape',
];

/**
 * The number that the specification gives to a check of the verifier's, V01 to V28; `undefined` for checks that only clients or
 * coordinators make.
 */
export function checkNumber(check: CheckName): string | undefined {
  const place = NUMBERED.indexOf(check);
  return place < 0 ? undefined : `V${String(place + 1).padStart(2, '0')}`;
}

/** A check as people are told of it: its name, and its number if it is a verifier's. */
export function numberedCheck(check: CheckName): string {
  const number = checkNumber(check);
  return number === undefined ? check : `${check} (${number})`;
}
