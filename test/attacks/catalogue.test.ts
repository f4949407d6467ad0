import { describe, expect, it } from 'vitest';
import type { CollectedEvidence } from '../../src/attacks/attack.ts';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import { faultOf, runControl, runDefended } from '../../src/attacks/runAttack.ts';
import { verifyEvidence } from '../../src/record/index.ts';
import { kernel } from '../support/federation.ts';

describe.each(CATALOGUE.map((attack) => [attack.id, attack.title, attack] as const))(
  '%s: %s',
  (_id, _title, attack) => {
    const evidence: CollectedEvidence[] = [];

    it(`is caught by ${attack.check}, and succeeds with that check alone off`, async () => {
      const onEvidence = (collected: CollectedEvidence): unknown => evidence.push(collected);
      const defended = await runDefended(attack, kernel, { onEvidence });
      const control = await runControl(attack, kernel);
      expect(faultOf({ attack, defended, control })).toBeUndefined();
      expect(defended).toMatchObject({ caught: true, code: attack.check, succeeded: false });
      expect(control.succeeded).toBe(true);
    });

    // What honest parties could show of that run.
    it(`lets them prove ${attack.proves ?? 'nothing'}`, async () => {
      const judgements = await Promise.all(
        evidence.map(({ evidence: bytes, roster, checker }) =>
          verifyEvidence(bytes, { roster, checker }, kernel),
        ),
      );
      const proven = judgements.filter((one) => one.kind === 'proven');
      const misbehaviours = new Set(proven.map(({ misbehaviour }) => misbehaviour));
      expect([...misbehaviours]).toEqual(attack.proves === undefined ? [] : [attack.proves]);
      // Whoever deviates in the attack, and nobody else.
      for (const { culprit } of proven) {
        expect(culprit === 'coordinator').toBe(attack.who === 'coordinator');
        if (attack.names !== undefined) expect(culprit).toBe(attack.names);
      }
    });
  },
);
