/** Attacks on what all schemes share, in sessions of one of them. */
import { expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { faultOf, runControl, runDefended } from '../../src/attacks/runAttack.ts';
import { kernel } from '../support/federation.ts';

/**
 * Runs all attacks that belong to no scheme under a given one, each with its control. Groth16 proofs are about rows and know nothing
 * of schemes; those by digit planes stand for them.
 *
 * @param without - attacks whose sessions the scheme can't have
 */
export function attacksUnder(scheme: string, without: readonly string[] = []): void {
  const attacks = CATALOGUE.filter(
    (attack) =>
      attack.scheme === undefined &&
      attack.who !== 'machine' &&
      attack.needs === undefined &&
      !without.includes(attack.id),
  );
  it.each(attacks.map((attack) => [attack.id, attack.check, attack] as const))(
    '%s is caught by %s, and succeeds without it',
    async (_id, _check, attack) => {
      const defended = await runDefended(attack, kernel, { scheme });
      const control = await runControl(attack, kernel, { scheme });
      expect(faultOf({ attack, defended, control })).toBeUndefined();
    },
  );
}
