/** Attacks on what all schemes share, in coded and sparse sessions. */
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { faultOf, runControl, runDefended } from '../../src/attacks/runAttack.ts';
import { kernel } from '../support/federation.ts';

/**
 * Attacks whose sessions a scheme can't have: a third or half of three or four clients may drop out of them, or they sum a vector in
 * parts.
 */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  coded: [],
  sparse: ['S08', 'N05', 'S75', 'S76'],
};

/** Groth16 proofs are about rows and know nothing of schemes; those by digit planes stand for them. */
describe.each(Object.entries(WITHOUT))('in a %s session', (scheme, without) => {
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
});
