import type { Kernel } from '../kernel/kernel.ts';
import { checkNumber } from '../session/checks/numbers.ts';
import type { CheckName } from '../session/checks/table.ts';
import { partyName } from '../session/party.ts';
import { verifyEvidence } from '../record/evidence/verify.ts';
import type { Misbehaviour } from '../record/evidence/misbehaviour.ts';
import type { Attack, CollectedEvidence, TestBed, Outcome } from './attack.ts';
import type { KnownDefect } from './knownDefects/knownDefect.ts';
import { controlFault, defendedFault, runControl, runDefended } from './runAttack.ts';

/** The outcome of one attack, for a table or a program. */
export interface Line {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'caught' | 'not caught' | 'skipped';
  /** What is missing to run it, where it was skipped. */
  readonly needs?: readonly string[] | undefined;
  /** The check that stopped it. */
  readonly code?: CheckName | undefined;
  /** That check's number in the specification, if a verifier makes it too. */
  readonly number?: string | undefined;
  /** Whom that named. */
  readonly culprit?: string | undefined;
  readonly milliseconds: number;
  /** What the attacker ends with in the control. */
  readonly gained?: string | undefined;
  /** What an honest party's evidence proves to everybody. */
  readonly proves?: Misbehaviour | undefined;
  /** Why this does not count, where it does not. */
  readonly fault?: string | undefined;
}

/** How attacks are run. */
export interface LineOptions {
  readonly controls: boolean;
  /** Milliseconds of some clock. */
  readonly now: () => number;
  /** See {@link TestBed}. */
  readonly keys?: TestBed['keys'];
  /** Shown evidence that proves what the attack says that it proves. */
  readonly onEvidence?: ((id: string, collected: CollectedEvidence) => Promise<void>) | undefined;
}

/** Runs one attack, and its control if that is asked for. */
export async function replayAttack(
  attack: Attack,
  kernel: Kernel,
  { controls, now, keys, onEvidence }: LineOptions,
): Promise<Line> {
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

/** The line of an attack that cannot be run here. */
export function skippedLine({ id, title }: Attack, needs: readonly string[]): Line {
  return { id, title, verdict: 'skipped', needs, milliseconds: 0 };
}

function stoppedBy({ code }: Pick<Outcome, 'code'>): Pick<Line, 'code' | 'number'> {
  return { code, number: code && checkNumber(code) };
}

/** The evidence that proves what an attack says that it proves. */
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

/** Runs the attack of a public defect against this library, and on the model of the defective design if controls are asked for. */
export async function replayDefect(
  defect: KnownDefect,
  kernel: Kernel,
  { controls, now }: LineOptions,
): Promise<Line> {
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
