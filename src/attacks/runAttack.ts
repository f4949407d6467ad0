import type { Kernel } from '../kernel/kernel.ts';
import { ALL_CHECKS, EnabledChecks } from '../session/checks/enabledChecks.ts';
import type { Attack, TestBed, Outcome } from './attack.ts';

/** The outcomes of an attack and its control. */
export interface Replay {
  readonly attack: Attack;
  /** The outcome with every check on. */
  readonly defended: Outcome;
  /** The outcome with only the attack's check and those behind it off. */
  readonly control: Outcome;
}

/** Runs an attack with every check on. */
export function runDefended(
  attack: Attack,
  kernel: Kernel,
  more: Omit<TestBed, 'kernel' | 'checks'> = {},
): Promise<Outcome> {
  return attack.run({ kernel, checks: ALL_CHECKS, ...more });
}

/**
 * Runs the control of an attack: every check is on except the one that stops it, and those behind
 * it.
 */
export function runControl(
  attack: Attack,
  kernel: Kernel,
  more: Omit<TestBed, 'kernel' | 'checks' | 'onEvidence'> = {},
): Promise<Outcome> {
  return attack.run({
    kernel,
    ...more,
    checks: EnabledChecks.unsafeWithout(attack.check, ...(attack.behind ?? [])),
  });
}

/**
 * What is wrong with a replay; `undefined` if the attack was caught as it says, and its control
 * succeeded.
 */
export function faultOf({ attack, defended, control }: Replay): string | undefined {
  return defendedFault(attack, defended) ?? controlFault(attack, control);
}

/** Why an attack does not count as caught; `undefined` if it was caught as it says. */
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

/** Why a control shows nothing; `undefined` if the attack succeeded in it. */
export function controlFault(attack: Attack, control: Outcome): string | undefined {
  return control.succeeded
    ? undefined
    : `without ${attack.check} it should succeed, but ${control.code ?? 'nothing'} came of it`;
}
