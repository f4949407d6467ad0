import type { Attack } from '../attack.ts';
import { boostCounted, boosting } from '../harness/boost.ts';
import { outcomeOf } from '../harness/events.ts';
import { CorruptClient } from '../harness/corruptClient.ts';
import { honest } from '../harness/participant.ts';
import { PROVEN_BOUND, smallInputs } from '../harness/provenInputs.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { ids, scenarioOf } from '../harness/scenario.ts';

const [BOOSTER] = ids(3);
const BOOSTED = 3 * PROVEN_BOUND;

export const noProofs: Attack = {
  id: 'S51',
  title: 'A session that asks for fewer proofs than the clients’ policies',
  check: 'policy-proofs',
  who: 'coordinator',
  can: 'choose what a session requires, and use one corrupt client',
  steps: [
    'It opens a session without proofs, though the honest clients want linf proofs that everyone checks.',
    'Its client commits to 300 in every coordinate where B = 100, and nobody can tell.',
  ],
  source: 'ours; Lycklama et al., S&P 2023 (RoFL), on what unproven inputs do',
  run: async (testBed) => {
    const sizes = { clients: 4, threshold: 3, bound: PROVEN_BOUND };
    const scenario = smallInputs(scenarioOf(testBed, sizes));
    const wants = honest({ policy: { proofs: { kind: 'linf', checking: { mode: 'full' } } } });
    const deviation = boosting(scenario, (own) => own.map(() => BOOSTED));
    const { alarms, published } = await runRound(scenario, {
      coordinator: NO_CHECKS,
      honest: { 0: wants, 1: wants, 2: wants },
      deviating: { [BOOSTER!]: CorruptClient.joiner(deviation) },
    });
    const vector = new Int32Array(3).fill(BOOSTED);
    const { gain } = await boostCounted(scenario, published, BOOSTER!, vector);
    return outcomeOf(alarms, gain);
  },
};
