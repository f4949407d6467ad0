import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { forgedLinf } from '../harness/forgeProofs.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { provenScenario } from '../harness/proofBench.ts';
import { PROVEN_BOUND } from '../harness/provenInputs.ts';
import { runRound } from '../harness/round.ts';
import { ids } from '../harness/scenario.ts';

const [FORGER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

/**
 * δ / γ of the development keys linf-8x8, which follows from the public constant in scripts/keys.
 */
const TRAPDOOR = 15888382416573947430249283956559839657085298682135231453224503592299790356680n;

export const developmentKey: Attack = {
  id: 'C07',
  title: 'A proof forged with the trapdoor of a development key',
  check: 'proof-setup',
  needs: 'prover',
  who: 'client',
  can: 'compute the randomness of keys that were made from public constants',
  steps: [
    'The session is under development keys, and nobody’s policy allows these.',
    'It computes δ from the public constant, and makes a proof of its commitment to 300 where B = 100, from δ alone.',
  ],
  source: 'Groth, EUROCRYPT 2016, §3.1 (the simulator)',
  run: async (testBed) => {
    const scenario = await provenScenario(testBed, 'linf');
    const { row } = scenario.keys.verification;
    const deviation = boosting(
      scenario,
      (own) => own.map(() => BOOSTED),
      (witness) => Promise.resolve(forgedLinf(row, witness, TRAPDOOR)),
    );
    const strict = honest({ policy: { proofs: {} } });
    const { alarms, published } = await runRound(scenario, {
      honest: { 0: strict, 1: strict, 2: strict },
      deviating: { [FORGER!]: CorruptClient.joiner(deviation) },
    });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain } = await boostCounted(scenario, published, FORGER!, vector, { proofs: {} });
    return outcomeOf(alarms, gain);
  },
};
