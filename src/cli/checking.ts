import type { ProofAudit } from '../session/proofDemand.ts';

/** How {@link checkingIn} wants it written. */
export const CHECKING_FORM = 'full, coordinator, or audit:COUNT such as audit:5';

/** Who checks proofs, as people write it; `undefined` for anything else. */
export function checkingIn(text: string): ProofAudit | undefined {
  if (text === 'full' || text === 'coordinator') return { mode: text };
  const sample = Number(/^audit:([1-9]\d{0,4})$/.exec(text)?.[1]);
  return Number.isNaN(sample) ? undefined : { mode: 'audit', sample };
}
