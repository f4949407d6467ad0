import { evidenceOf } from '../../record/evidence/evidence.ts';
import { verifyEvidence } from '../../record/evidence/verify.ts';
import type { Party } from '../../session/party.ts';
import type { Gain } from './events.ts';
import type { Scenario } from './scenario.ts';

/**
 * The gain of an attack that makes an honest party sign two messages of one type: whether they are
 * evidence against it.
 */
export async function convicted(
  { session, roster, testBed }: Scenario,
  party: Party,
  signed: readonly Uint8Array[],
): Promise<Gain> {
  const nothing = { succeeded: false, gained: 'nothing' };
  const finding = { message: '', culprit: party, evidence: signed };
  const evidence = signed.length === 2 ? evidenceOf(session, finding) : undefined;
  if (!evidence) return nothing;
  const judged = await verifyEvidence(evidence, { roster }, testBed.kernel);
  if (judged.kind !== 'proven' || judged.culprit !== party) return nothing;
  return { succeeded: true, gained: `evidence against an honest party: ${judged.statement}` };
}
