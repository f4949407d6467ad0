import { decodeSum } from 'veilsum';
import type { Report } from 'veilsum/verify';
import { checksTable } from './checksTable.ts';
import { append } from './dom.ts';

/** Every check of a report, then what it says of the sum. */
export function showReport(into: HTMLElement, report: Report): void {
  into.replaceChildren();
  const { valid, inputs, session } = report;
  const { task, round, clients, threshold, maxCorrupt } = session.parameters;
  append(
    into,
    'p',
    valid ? 'VALID' : 'INVALID: do not use this sum',
    valid ? 'verdict valid' : 'verdict invalid',
  );
  append(
    into,
    'p',
    `task ${task}, round ${round}: ${inputs} inputs of ${clients} clients, t = ${threshold}, tolerates ${maxCorrupt} corrupt clients`,
  );
  checksTable(into, 'All checks', report);
}

/** The first coordinates of a verified sum, as the session's encoding means them. */
export function sumText({ sum, session, inputs }: Report & { readonly valid: true }): string {
  const { encoding, length, bound } = session.parameters;
  const decoded = decodeSum(encoding, { length, bound }, sum, inputs);
  const shown = [...decoded.subarray(0, 100)].join(', ');
  return decoded.length > 100 ? `${shown}, … (${decoded.length} coordinates)` : shown;
}
