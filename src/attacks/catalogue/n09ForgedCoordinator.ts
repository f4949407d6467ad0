import type { Attack } from '../attack.ts';
import { outcomeOf } from '../harness/events.ts';
import { impostorOf } from '../harness/forge.ts';
import { NO_CHECKS } from '../harness/noChecks.ts';
import { runRound } from '../harness/round.ts';
import { everyone, plainSum, sameVector, scenarioOf } from '../harness/scenario.ts';

export const forgedCoordinator: Attack = {
  id: 'N09',
  title: 'The network plays the coordinator',
  check: 'coordinator-signature',
  who: 'network',
  can: 'send anything, but not sign for the coordinator',
  steps: [
    'It defines a session under the real coordinator’s key, and signs its messages with its own key.',
    'The clients take part, and it has their sum.',
  ],
  source: 'ours',
  run: async (testBed) => {
    const real = scenarioOf(testBed, { clients: 4, threshold: 3 });
    const scenario = { ...real, coordinator: impostorOf(real.coordinator) };
    const { alarms, published } = await runRound(scenario, { coordinator: NO_CHECKS });
    const succeeded = sameVector(published?.sum, plainSum(scenario, everyone(scenario)));
    const gained = succeeded ? 'the sum over 4 clients, who trusted another server' : 'nothing';
    return outcomeOf(alarms, { succeeded, gained });
  },
};
