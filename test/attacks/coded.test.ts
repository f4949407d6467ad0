/** Attacks on what all schemes share, in coded sessions. */
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { faultOf, runControl, runDefended } from '../../src/attacks/runAttack.ts';
import { kernel } from '../support/federation.ts';

/** Groth16 proofs are about rows and know nothing of schemes; those by digit planes stand for them. */
const EVERY_SCHEME = CATALOGUE.filter(
  ({ scheme, who, needs }) => scheme === undefined && who !== 'machine' && needs === undefined,
);

describe('in a coded session', () => {
  it.each(EVERY_SCHEME.map((attack) => [attack.id, attack.check, attack] as const))(
    '%s is caught by %s, and succeeds without it',
    async (_id, _check, attack) => {
      const defended = await runDefended(attack, kernel, { scheme: 'coded' });
      const control = await runControl(attack, kernel, { scheme: 'coded' });
      expect(faultOf({ attack, defended, control })).toBeUndefined();
    },
  );
});
