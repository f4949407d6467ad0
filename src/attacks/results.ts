import type { Kernel } from '../kernel/kernel.ts';
import { checkNumber, type CheckName } from '../session/checks/table.ts';
import { partyName } from '../session/party.ts';
import { verifyEvidence } from '../record/evidence/verify.ts';
import type { Misbehaviour } from '../messages/misbehaviour.ts';
import type { Attack, CollectedEvidence, TestBed, Outcome } from './attack.ts';
import type { ProverNeed } from './harness/proverNeeds.ts';
import type { KnownDefect } from './knownDefects/knownDefect.ts';
import { controlFault, defendedFault, runControl, runDefended } from './runAttack.ts';

/** The result of one attack. */
export interface AttackResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'caught' | 'not caught' | 'skipped';
  /** What is missing to run it, if it was skipped. */
  readonly needs?: readonly ProverNeed[] | undefined;
  /** The check that stopped it. */
  readonly code?: CheckName | undefined;
  /** The check's number in the specification, if verifiers make it. */
  readonly number?: string | undefined;
  /** The culprit that the check named. */
  readonly culprit?: string | undefined;
  /** Time with every check on, in milliseconds; 0 if it was skipped or no clock was given. */
  readonly milliseconds: number;
  /** What the attacker gains in the control. */
  readonly gained?: string | undefined;
  /** The misbehaviour that an honest party's evidence proves. */
  readonly proves?: Misbehaviour | undefined;
  /** Why the result is not as the catalogue says; `undefined` if it is. */
  readonly fault?: string | undefined;
}

/** Options for running attacks. */
export interface RunOptions {
  readonly controls: boolean;
  /** A clock in milliseconds, from any starting point. */
  readonly now: () => number;
  /** See {@link TestBed}. */
  readonly keys?: TestBed['keys'];
  /** Called with evidence that proves the misbehaviour that the attack names. */
  readonly onEvidence?: ((id: string, collected: CollectedEvidence) => Promise<void>) | undefined;
}

/** Runs one attack, and its control if requested. */
export async function resultOfAttack(
  attack: Attack,
  kernel: Kernel,
  { controls, now, keys, onEvidence }: RunOptions,
): Promise<AttackResult> {
  const { id, title } = attack;
  const started = now();
  const evidence: CollectedEvidence[] = [];
  const defended = await runDefended(attack, kernel, {
    keys,
    onEvidence: (collected) => evidence.push(collected),
  });
  const milliseconds = now() - started;
  const proof = await proofAmong(attack, evidence, kernel);
  if (proof) await onEvidence?.(id, proof);
  const control = controls ? await runControl(attack, kernel, { keys }) : undefined;
  const fault = defendedFault(attack, defended) ?? (control && controlFault(attack, control));
  return {
    id,
    title,
    verdict: defended.succeeded ? 'not caught' : 'caught',
    ...stoppedBy(defended),
    culprit: defended.culprit === undefined ? undefined : partyName(defended.culprit),
    milliseconds,
    gained: control?.gained,
    proves: proof && attack.proves,
    fault: fault ?? (attack.proves && !proof ? `nothing proves ${attack.proves}` : undefined),
  };
}

/** The result of an attack that cannot be run here. */
export function skippedResult({ id, title }: Attack, needs: readonly ProverNeed[]): AttackResult {
  return { id, title, verdict: 'skipped', needs, milliseconds: 0 };
}

function stoppedBy({ code }: Pick<Outcome, 'code'>): Pick<AttackResult, 'code' | 'number'> {
  return { code, number: code && checkNumber(code) };
}

/** The evidence that proves the misbehaviour that an attack names, if there is any. */
async function proofAmong(
  { proves }: Attack,
  evidence: readonly CollectedEvidence[],
  kernel: Kernel,
): Promise<CollectedEvidence | undefined> {
  for (const collected of proves === undefined ? [] : evidence) {
    const { evidence, roster, checker } = collected;
    const verdict = await verifyEvidence(evidence, { roster, checker }, kernel);
    if (verdict.kind === 'proven' && verdict.misbehaviour === proves) return collected;
  }
  return undefined;
}

/**
 * Runs the attack of a published defect against this library, and against the model of the
 * defective design if controls are requested.
 */
export async function resultOfDefect(
  defect: KnownDefect,
  kernel: Kernel,
  { controls, now }: RunOptions,
): Promise<AttackResult> {
  const { id, title } = defect;
  const started = now();
  const ours = await defect.onOurs(kernel);
  const milliseconds = now() - started;
  const theirs = controls ? await defect.onTheirs(kernel) : undefined;
  return {
    id,
    title,
    verdict: ours.succeeded ? 'not caught' : 'caught',
    ...stoppedBy(ours),
    culprit: ours.culprit === undefined ? undefined : partyName(ours.culprit),
    milliseconds,
    gained: theirs?.gained,
    fault: ours.succeeded
      ? `it succeeded here: ${ours.gained}`
      : theirs && !theirs.succeeded
        ? 'it did not succeed on the defective design'
        : undefined,
  };
}
