import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { faultOf, runAttack } from '../../src/attacks/runAttack.ts';
import { kernel } from '../support/federation.ts';

describe('every attack is caught by its check, and succeeds with that check alone off', () => {
  it.each(CATALOGUE.map((attack) => [attack.id, attack.check, attack.title, attack] as const))(
    '%s, %s: %s',
    async (_id, check, _title, attack) => {
      const replay = await runAttack(attack, kernel);
      expect(faultOf(replay)).toBeUndefined();
      expect(replay.defended).toMatchObject({ caught: true, code: check, succeeded: false });
      expect(replay.control.succeeded).toBe(true);
    },
  );
});
