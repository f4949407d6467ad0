import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/replay/catalogue.ts';
import { runControl, runDefended } from '../../src/replay/runAttack.ts';
import { kernel } from '../support/federation.ts';

describe.each(CATALOGUE.map((attack) => [`${attack.id} ${attack.title}`, attack] as const))(
  '%s',
  (_, attack) => {
    it(`is caught by ${attack.check}`, async () => {
      const outcome = await runDefended(attack, kernel);
      expect(outcome).toMatchObject({ caught: true, code: attack.check, succeeded: false });
      if (attack.names === 'coordinator') expect(outcome.culprit).toBe('coordinator');
      if (attack.names === 'the deviating client') expect(outcome.culprit).toBeTypeOf('number');
    });

    it(`succeeds without ${attack.check}`, async () => {
      expect(await runControl(attack, kernel)).toMatchObject({ succeeded: true });
    });
  },
);
