import type { Kernel } from '../kernel/kernel.ts';
import { ALL_CHECKS, EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { Attack, TestBed, Outcome } from './attack.ts';

/** An attack with its control. */
export interface Replay {
  readonly attack: Attack;
  /** With every check on. */
  readonly defended: Outcome;
  /** With the attack's check off, those behind it, and no other. */
  readonly control: Outcome;
}

/** Runs an attack with every check on. */
export function runDefended(
  attack: Attack,
  kernel: Kernel,
  more: Pick<TestBed, 'trace' | 'onEvidence' | 'keys'> = {},
): Promise<Outcome> {
  return attack.run({ kernel, checks: ALL_CHECKS, ...more });
}

/** Runs an attack with every check on but the one that is said to stop it, and those behind it. */
export function runControl(
  attack: Attack,
  kernel: Kernel,
  more: Pick<TestBed, 'trace' | 'keys'> = {},
): Promise<Outcome> {
  return attack.run({
    kernel,
    ...more,
    checks: EnabledChecks.unsafeWithout(attack.check, ...(attack.behind ?? [])),
  });
}

/** What is wrong with a replay, or `undefined` where the attack was caught as it says and its control succeeded. */
export function faultOf({ attack, defended, control }: Replay): string | undefined {
  return defendedFault(attack, defended) ?? controlFault(attack, control);
}

/** Why an attack cannot be said to be caught, or `undefined` where it was, as it says. */
export function defendedFault(attack: Attack, defended: Outcome): string | undefined {
  if (defended.succeeded) return `it succeeded with every check on: ${defended.gained}`;
  if (defended.code !== attack.check) {
    return `it was stopped by ${defended.code ?? 'nothing'}, not by ${attack.check}`;
  }
  if (attack.names !== undefined && defended.culprit !== attack.names) {
    return `it was stopped, but ${defended.culprit ?? 'nobody'} was named in the place of ${attack.names}`;
  }
  return undefined;
}

/** Why a control shows nothing, or `undefined` where the attack succeeded in it. */
export function controlFault(attack: Attack, control: Outcome): string | undefined {
  return control.succeeded
    ? undefined
    : `without ${attack.check} it should succeed, but ${control.code ?? 'nothing'} came of it`;
}
