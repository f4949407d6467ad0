import type { ProofAudit } from '../session/proofDemand.ts';

/** The syntax of {@link checkingIn}, for messages and help. */
export const CHECKING_FORM = 'full, coordinator, or audit:COUNT such as audit:5';

/**
 * Parses who checks proofs: `full`, `coordinator`, or `audit:COUNT` with 1 to 99999 proofs;
 * `undefined` for any other text.
 */
export function checkingIn(text: string): ProofAudit | undefined {
  if (text === 'full' || text === 'coordinator') return { mode: text };
  const sample = Number(/^audit:([1-9]\d{0,4})$/.exec(text)?.[1]);
  return Number.isNaN(sample) ? undefined : { mode: 'audit', sample };
}
