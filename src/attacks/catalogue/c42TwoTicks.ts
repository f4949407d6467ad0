import type { Statement } from '../../proofs/statement.ts';
import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario, provingDigitsOf } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { ids, type Scenario } from '../harness/scenario.ts';

const [TWICE] = ids(3);

const SURVEY: Statement = { kind: 'one-hot', groups: [{ length: 3, least: 1, most: 1 }] };

/** Its input, and the nearest one for which the statement is true. */
const INPUT = Int32Array.of(1, 1, 0);
const DECENT = Int32Array.of(1, 0, 0);

/** Every client ticks one answer. */
function ticking(scenario: Scenario): Scenario {
  const inputs = scenario.inputs.map((_, client) =>
    Int32Array.from({ length: 3 }, (__, i) => (i === client % 3 ? 1 : 0)),
  );
  return { ...scenario, inputs };
}

export const twoTicks: Attack = {
  id: 'C42',
  title: 'Two ticks where a survey allows one',
  check: 'proof',
  who: 'client',
  can: 'commit to any input, and run the prover on other digits',
  steps: [
    'The session asks for one tick among three answers; it commits to (1, 1, 0), which every bound on coordinates allows.',
    'It makes the proof of exactly this commitment, session and client, but from the digits of (1, 0, 0).',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source:
    'ours; Davis et al., draft-irtf-cfrg-vdaf (Prio3Histogram): what the statement is taken from',
  run: async (testBed) => {
    const scenario = ticking(planesScenario(testBed, SURVEY, { bound: 1 }));
    const forge = provingDigitsOf(scenario, () => DECENT);
    const deviation = boosting(scenario, () => INPUT, forge);
    const deviating = { [TWICE!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const { gain } = await boostCounted(scenario, published, TWICE!, INPUT);
    return outcomeOf(alarms, gain);
  },
};
