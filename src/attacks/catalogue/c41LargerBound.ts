import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { planesScenario } from '../harness/planesBench.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);

/** The greatest bound with as many digits as B = 100, so that the proof has the right size. */
const LARGER = 127;
const INPUT = new Int32Array(3).fill(LARGER);

export const largerBound: Attack = {
  id: 'C41',
  title: 'A true proof by digit planes of a larger bound',
  check: 'proof',
  who: 'client',
  can: 'commit to any input, and prove any true statement about it',
  steps: [
    'In a session with B = 100 it commits to 127 in every coordinate.',
    'It proves, for this commitment, session and client, that all coordinates are within 127: a true statement, with a proof of the right size.',
    'Only the bound in the statement is another.',
  ],
  names: 3,
  proves: 'unproven-bounds',
  source: 'Dao, Miller, Wright and Grubbs, S&P 2023 (weak Fiat–Shamir)',
  run: async (testBed) => {
    const scenario = planesScenario(testBed, { kind: 'linf' });
    const deviation = boosting(
      scenario,
      () => INPUT,
      (witness) => scenario.prover!.prove({ ...witness, bound: LARGER }, () => new Uint8Array(32)),
    );
    const deviating = { [BOOSTER!]: CorruptClient.joiner(deviation) };
    const { alarms, published } = await runRound(scenario, { deviating });
    const { gain } = await boostCounted(scenario, published, BOOSTER!, INPUT);
    return outcomeOf(alarms, gain);
  },
};
