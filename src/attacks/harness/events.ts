import type { Report } from '../../record/verify.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';
import type { Party } from '../../session/party.ts';
import type { Outcome } from '../attack.ts';

/** A check of an honest party that failed. */
export interface Alarm {
  readonly by: Party | 'verifier';
  readonly code: CheckName;
  readonly culprit?: Party | undefined;
  readonly evidence?: readonly Uint8Array[] | undefined;
}

/** The alarm for an abort or a rejection. */
export function alarm(by: Party, { code, culprit, evidence }: Abort | Rejection): Alarm {
  return { by, code, culprit, evidence };
}

/** The alarms for the failed checks in a report. */
export function alarmsOf(report: Report): Alarm[] {
  return report.checks
    .filter((line) => line.verdict === 'failed')
    .map((line) => ({ by: 'verifier', code: line.check }));
}

/** Thrown when an attack cannot continue because an honest party did not answer. */
export class Caught extends Error {
  override readonly name = 'Caught';
  readonly alarm: Alarm;

  constructor(alarm: Alarm) {
    super(`${alarm.by} raised ${alarm.code}`);
    this.alarm = alarm;
  }
}

/** What an attacker has gained. */
export interface Gain {
  readonly succeeded: boolean;
  readonly gained: string;
}

/** The outcome of an attack, from the alarms that it raised, in order, and its gain. */
export function outcomeOf(alarms: readonly Alarm[], gain: Gain): Outcome {
  const first = alarms[0];
  return { caught: first !== undefined, code: first?.code, culprit: first?.culprit, ...gain };
}

const NOTHING: Gain = { succeeded: false, gained: 'nothing' };

/**
 * Runs an attack until it ends or an honest party stops it.
 *
 * @param gainOf - What the attacker gains by an alarm; by default nothing.
 */
export async function attempt(
  attack: () => Promise<Gain>,
  gainOf: (alarm: Alarm) => Gain = () => NOTHING,
): Promise<Outcome> {
  try {
    return outcomeOf([], await attack());
  } catch (error) {
    if (!(error instanceof Caught)) throw error;
    return outcomeOf([error.alarm], gainOf(error.alarm));
  }
}
