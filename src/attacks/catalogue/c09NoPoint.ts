import { POINT_BYTES } from '../../kernel/kernel.ts';
import { commitmentDigest } from '../../session/secrets.ts';
import { codecOf } from '../../messages/table.ts';
import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { bodyOf, isOf, recommitted, resigned } from '../harness/forge.ts';
import { type Deviation, CorruptClient } from '../harness/corruptClient.ts';
import { runRound } from '../harness/round.ts';
import { ids, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

const [VOID] = ids(3);
const HONEST = ids(0, 1, 2);

export const noPoint: Attack = {
  id: 'C09',
  title: 'A commitment that is no point on the curve spoils the sum of all',
  check: 'commitments',
  scheme: 'pairwise',
  who: 'client',
  can: 'fix and sign any bytes as its commitment',
  steps: [
    'Its commitment is 64 bytes off the curve, with the digest that it fixed before.',
    'Once that is among the others, no sum opens their sum; the round is lost, and nobody can say by whom.',
  ],
  names: 3,
  proves: 'broken-commitment',
  source: 'Biehl, Meyer and Müller, CRYPTO 2000 (invalid points)',
  run: async (testBed) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const { digest: session, rows } = scenario.session;
    const codec = codecOf('share', scenario.session);
    const says: Deviation['says'] = (message, { id }) => {
      if (isOf('share', message)) {
        const fixed = commitmentDigest(session, id, offCurve(rows));
        const body = { ...bodyOf(codec, message), commitmentDigest: fixed };
        return resigned(scenario, id, 'share', codec, body, message.attachment);
      }
      if (!isOf('commit', message)) return message;
      return recommitted(scenario, id, message, () => ({ commitments: offCurve(rows) }));
    };
    const deviating = { [VOID!]: CorruptClient.joiner({ says }) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const right = sameVector(published?.sum, plainSum(scenario, HONEST));
    const named = alarms.some(({ culprit }) => culprit === VOID);
    const succeeded = !right && !named;
    return outcomeOf(alarms, {
      succeeded,
      gained: succeeded ? 'a round that ended without a sum, and nobody to blame' : 'nothing',
    });
  },
};

/** Canonical coordinates that are not on the curve: x = y = 0x0101…01. */
function offCurve(rows: number): Uint8Array {
  return new Uint8Array(rows * POINT_BYTES).fill(1);
}
