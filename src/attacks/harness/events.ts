import type { Report } from '../../record/verify.ts';
import type { CheckName } from '../../session/checks/table.ts';
import type { Abort, Rejection } from '../../session/outcome.ts';
import type { Party } from '../../session/party.ts';
import type { Outcome } from '../attack.ts';

/** An honest party that noticed something. */
export interface Alarm {
  readonly by: Party | 'verifier';
  readonly code: CheckName;
  readonly culprit?: Party | undefined;
  readonly evidence?: readonly Uint8Array[] | undefined;
}

/** The alarm that an abort or a rejection is. */
export function alarm(by: Party, { code, culprit, evidence }: Abort | Rejection): Alarm {
  return { by, code, culprit, evidence };
}

/** The alarms that the failed lines of a report are. */
export function alarmsOf(report: Report): Alarm[] {
  return report.checks
    .filter((line) => line.verdict === 'failed')
    .map((line) => ({ by: 'verifier', code: line.check }));
}

/** Thrown where an attack can't go on, as an honest party did not answer. */
export class Caught extends Error {
  override readonly name = 'Caught';
  readonly alarm: Alarm;

  constructor(alarm: Alarm) {
    super(`${alarm.by} raised ${alarm.code}`);
    this.alarm = alarm;
  }
}

/** What an attacker ended with. */
export interface Gain {
  readonly succeeded: boolean;
  readonly gained: string;
}

/** An attack's outcome from the alarms that it raised, in their order, and its gain. */
export function outcomeOf(alarms: readonly Alarm[], gain: Gain): Outcome {
  const first = alarms[0];
  return { caught: first !== undefined, code: first?.code, culprit: first?.culprit, ...gain };
}

/** Carries an attack out until it ends, or until an honest party stops it. */
export async function attempt(attack: () => Promise<Gain>): Promise<Outcome> {
  try {
    return outcomeOf([], await attack());
  } catch (error) {
    if (!(error instanceof Caught)) throw error;
    return outcomeOf([error.alarm], { succeeded: false, gained: 'nothing' });
  }
}
